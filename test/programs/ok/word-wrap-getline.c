// getline reads lines of any length; words are wrapped and justified.
// stdin: "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.\n"
// stdin: "\nHowever little known the feelings or views of such a man may be on his first entering a neighbourhood"
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 36 };

static void print_justified(char **words, int count, int letters, int last) {
    int gaps = count - 1, spaces = last || gaps == 0 ? gaps : WIDTH - letters;
    for (int i = 0; i < count; i++) {
        printf("%s", words[i]);
        if (i == gaps) break;
        int here = spaces / (gaps - i) + (spaces % (gaps - i) != 0);
        printf("%*s", here, "");
        spaces -= here;
    }
    putchar('\n');
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        char *words[WIDTH];
        int count = 0, letters = 0;
        for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
            int size = (int)strlen(word);
            if (letters + count + size > WIDTH) {
                print_justified(words, count, letters, 0);
                count = letters = 0;
            }
            words[count++] = word;
            letters += size;
        }
        print_justified(words, count, letters, 1);
    }
    printf("%d %d\n", feof(stdin) != 0, ferror(stdin));
    free(line);
    return 0;
}
