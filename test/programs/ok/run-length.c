// Run-length coding of a picture, there and back.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void encode(const char *in, char *out) {
    while (*in) {
        size_t run = strspn(in, (char[]){*in, '\0'});
        out += run > 1 ? sprintf(out, "%zu%c", run, *in) : sprintf(out, "%c", *in);
        in += run;
    }
}

static void decode(const char *in, char *out) {
    while (*in) {
        char *after;
        long run = isdigit((unsigned char)*in) ? strtol(in, &after, 10) : (after = (char *)in, 1);
        memset(out, *after, (size_t)run);
        out += run;
        in = after + 1;
    }
    *out = '\0';
}

int main(void) {
    const char *picture[] = {"   #####   ", " ##     ## ", "#  O   O  #", "#         #", "#  \\___/  #", " ##     ## ", "   #####   "};
    size_t raw = 0, packed = 0;
    for (size_t i = 0; i < sizeof picture / sizeof *picture; i++) {
        char code[64], back[64];
        encode(picture[i], code);
        decode(code, back);
        printf("%-16s|%s|\n", code, back);
        if (strcmp(picture[i], back) != 0) return 1;
        raw += strlen(picture[i]);
        packed += strlen(code);
    }
    printf("%zu -> %zu\n", raw, packed);
    return 0;
}
