/*
 * Pedantic C89 without one warning: trigraph-free, no line comments, no mixed declarations.
 * stdin: "word word another word\n"
 * option: {"compiler":{"standard":"c90","warnings":["all","extra","pedantic","error","strict-prototypes","missing-prototypes"]}}
 */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct count {
    char word[20];
    int times;
};

static int read_word(char *word, int room)
{
    int c;
    int length = 0;
    while ((c = getchar()) != EOF && isspace(c))
        ;
    for (; c != EOF && !isspace(c); c = getchar())
        if (length < room - 1)
            word[length++] = (char) c;
    word[length] = '\0';
    return length;
}

int main(void)
{
    static struct count counts[16];
    char word[20];
    int used = 0;
    int i;

    while (read_word(word, (int) sizeof word) > 0) {
        for (i = 0; i < used && strcmp(counts[i].word, word) != 0; i++)
            ;
        if (i == used) {
            if (used == 16)
                return EXIT_FAILURE;
            strcpy(counts[used++].word, word);
        }
        counts[i].times++;
    }
    for (i = 0; i < used; i++)
        printf("%-8s %d\n", counts[i].word, counts[i].times);
    printf("%ld %lu\n", __STDC__ + 0L, (unsigned long) offsetof(struct count, times));
    return EXIT_SUCCESS;
}
