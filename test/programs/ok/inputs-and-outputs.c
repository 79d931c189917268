// Files put into the scratch directory before the run, files asked for after it, a missing one among them.
// option: {"inputs":[{"path":"data/names.txt","content":"zoe\nadam\nmia\n"},{"path":"bytes.bin","content":"AAEC/w==","encoding":"base64"}]}
// option: {"outputs":["sorted.txt","never-written.txt","out/sum.txt"]}
// expect: {"outputs":{"sorted.txt":"adam\nmia\nzoe\n","out/sum.txt":"258\n"}}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int compare(const void *a, const void *b) { return strcmp(a, b); }

int main(void) {
    char names[8][16];
    size_t count = 0;
    FILE *in = fopen("data/names.txt", "r");
    if (!in) return perror("data/names.txt"), 1;
    while (count < 8 && fgets(names[count], sizeof names[0], in)) count++;
    fclose(in);
    qsort(names, count, sizeof names[0], compare);
    FILE *out = fopen("sorted.txt", "w");
    for (size_t i = 0; i < count; i++) fputs(names[i], out);
    fclose(out);

    in = fopen("bytes.bin", "rb");
    if (!in) return perror("bytes.bin"), 1;
    int sum = 0;
    for (int c; (c = getc(in)) != EOF;) sum += c;
    fclose(in);
    mkdir("out", 0755);
    out = fopen("out/sum.txt", "w");
    fprintf(out, "%d\n", sum);
    fclose(out);
    printf("%zu names\n", count);
    return 0;
}
