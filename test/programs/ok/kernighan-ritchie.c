/*
 * Definitions as in the first edition, in C89: no prototypes, implicit int, declarations before statements.
 * option: {"compiler":{"standard":"c89","warnings":[]}}
 */
#include <stdio.h>

int power();
char *copy();

main(argc, argv)
    int argc;
    char **argv;
{
    int i;
    char buffer[20];

    for (i = 0; i < 10; ++i)
        printf("%d %d %d\n", i, power(2, i), power(-3, i));
    printf("%s %d\n", copy(buffer, "hello, world"), argc);
    return argv[argc] != 0;
}

/* power: raise base to n-th power; n >= 0 */
power(base, n)
int base, n;
{
    int p;

    for (p = 1; n > 0; --n)
        p = p * base;
    return p;
}

char *copy(to, from)
char *to;
register char *from;
{
    char *start = to;

    while (*to++ = *from++)
        ;
    return start;
}
