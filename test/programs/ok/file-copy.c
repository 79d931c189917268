// Writes, copies and compares a file in the scratch directory; fopen's modes and what they refuse.
#include <errno.h>
#include <stdio.h>
#include <string.h>

static long copy(const char *from, const char *to) {
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    if (!in || !out) return -1;
    long total = 0;
    char buffer[300];
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, in)) > 0; total += (long)got)
        if (fwrite(buffer, 1, got, out) != got) return -1;
    return fclose(in) == 0 && fclose(out) == 0 ? total : -1;
}

static int same(const char *left, const char *right) {
    FILE *a = fopen(left, "rb"), *b = fopen(right, "rb");
    int x, y;
    do {
        x = getc(a);
        y = getc(b);
    } while (x == y && x != EOF);
    fclose(a);
    fclose(b);
    return x == y;
}

int main(void) {
    FILE *file = fopen("original.bin", "wb");
    if (!file) return perror("original.bin"), 1;
    for (int i = 0; i < 10000; i++) putc(i * i % 251, file);
    fclose(file);
    printf("copied %ld\n", copy("original.bin", "copy.bin"));
    printf("same %d\n", same("original.bin", "copy.bin"));
    file = fopen("copy.bin", "r+b");
    fseek(file, 5000, SEEK_SET);
    int old = getc(file);
    fseek(file, -1, SEEK_CUR);
    putc(old ^ 1, file);
    fclose(file);
    printf("after a change same %d\n", same("original.bin", "copy.bin"));
    errno = 0;
    printf("missing: %s", fopen("missing.txt", "r") ? "opened" : strerror(errno));
    errno = 0;
    printf(", exclusive: %s", fopen("copy.bin", "wx") ? "opened" : strerror(errno));
    printf(", removed %d", remove("copy.bin"));
    printf(", and again %d\n", remove("copy.bin"));
    return 0;
}
