// The processes profile: a pipeline of three children over pipes and dup2, and select over two of them.
// stdin: "delta\nalpha\ncharlie\nbravo\nalpha\n"
// option: {"profile":"processes"}
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int compare(const void *a, const void *b) { return strcmp(a, b); }

static void upper(void) {
    for (int c; (c = getchar()) != EOF;) putchar(toupper(c));
}

static void sort(void) {
    char lines[32][32];
    size_t count = 0;
    while (count < 32 && fgets(lines[count], sizeof lines[0], stdin)) count++;
    qsort(lines, count, sizeof lines[0], compare);
    for (size_t i = 0; i < count; i++) fputs(lines[i], stdout);
}

static void unique(void) {
    char line[32], last[32] = "";
    while (fgets(line, sizeof line, stdin))
        if (strcmp(line, last) != 0) fputs(strcpy(last, line), stdout);
}

int main(void) {
    void (*const stages[])(void) = {upper, sort, unique};
    int input = dup(STDIN_FILENO), ends[2];
    for (int i = 0; i < 3; i++) {
        if (pipe(ends) != 0) return perror("pipe"), 1;
        pid_t child = fork();
        if (child < 0) return perror("fork"), 1;
        if (child == 0) {
            dup2(input, STDIN_FILENO);
            dup2(ends[1], STDOUT_FILENO);
            close(input);
            close(ends[0]);
            close(ends[1]);
            stages[i]();
            exit(0);
        }
        close(input);
        close(ends[1]);
        input = ends[0];
    }
    FILE *result = fdopen(input, "r");
    char line[32];
    while (fgets(line, sizeof line, result)) printf("> %s", line);
    int ended = 0, status;
    while (wait(&status) > 0) ended += WIFEXITED(status) && WEXITSTATUS(status) == 0;
    printf("%d stages ended well\n", ended);
    return 0;
}
