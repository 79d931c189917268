// Every ctype.h class for every ASCII character, as a table of counts and ranges.
#include <ctype.h>
#include <stdio.h>

#define CLASS(name) {#name, name}
static const struct {
    const char *name;
    int (*test)(int);
} classes[] = {CLASS(isalnum), CLASS(isalpha), CLASS(isblank), CLASS(iscntrl), CLASS(isdigit), CLASS(isgraph),
               CLASS(islower), CLASS(isprint), CLASS(ispunct), CLASS(isspace), CLASS(isupper), CLASS(isxdigit)};

int main(void) {
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        int count = 0;
        printf("%-9s", classes[i].name);
        for (int c = 0; c < 256; c++) {
            if (!classes[i].test(c)) continue;
            count++;
            if (c == 0 || !classes[i].test(c - 1)) printf(" %02x", c);
            if (c == 255 || !classes[i].test(c + 1)) printf("-%02x", c);
        }
        printf(" (%d)\n", count);
    }
    for (const char *c = "Hello, World!"; *c; c++) putchar(isupper((unsigned char)*c) ? tolower(*c) : toupper(*c));
    printf(" %d\n", toupper(EOF) == EOF);
    return 0;
}
