// Append mode always writes at the end; ftell, fgetpos and ungetc while reading it back.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(void) {
    for (int round = 1; round <= 3; round++) {
        FILE *log = fopen("events.log", "a+");
        if (!log) return 1;
        int lines = 0;
        rewind(log);
        for (int c; (c = getc(log)) != EOF;) lines += c == '\n';
        fseek(log, 0, SEEK_SET);
        fprintf(log, "round %d found %d lines\n", round, lines);
        printf("round %d ends at %ld\n", round, ftell(log));
        fclose(log);
    }
    FILE *log = fopen("events.log", "r");
    fpos_t second;
    char line[64];
    if (!fgets(line, sizeof line, log) || fgetpos(log, &second) != 0) return 1;
    int c = getc(log);
    ungetc(c == 'r' ? 'R' : c, log);
    if (fgets(line, sizeof line, log)) fputs(line, stdout);
    if (fgets(line, sizeof line, log)) fputs(line, stdout);
    fsetpos(log, &second);
    if (fgets(line, sizeof line, log)) fputs(line, stdout);
    printf("at %ld\n", ftell(log));
    fclose(log);
    return 0;
}
