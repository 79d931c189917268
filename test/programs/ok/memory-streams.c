// fmemopen and open_memstream: streams without files.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    for (int i = 1; i <= 10; i++) fprintf(out, "%d^3=%d;", i, i * i * i);
    fclose(out);
    printf("%zu bytes\n%s\n", size, text);

    FILE *in = fmemopen(text, size, "r");
    int base, cube, sum = 0;
    while (fscanf(in, "%d^3=%d;", &base, &cube) == 2) sum += cube;
    printf("sum %d, end %d\n", sum, feof(in) != 0);
    fclose(in);
    free(text);

    char fixed[16] = "";
    FILE *small = fmemopen(fixed, sizeof fixed, "w");
    setbuf(small, NULL);
    int written = 0;
    while (written < 100 && fputc('a' + written % 26, small) != EOF) written++;
    fclose(small);
    printf("%d fit: %.15s\n", written, fixed);
    return 0;
}
