// The processes profile: the shell that every operating-systems class writes, with pipes, redirections and status.
// option: {"profile":"processes"}
// stdin: "echo hello world\nprintf c\\nb\\na\\n | sort | head -n 2\necho kept > note\ncat < note\nfalse\n"
// stdin: "nonsense 1 2\nls | grep note | wc -l\n"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void become(char *text, int in, int out) {
    char *words[16];
    int count = 0;
    for (char *word = strtok(text, " \n"); word && count < 15; word = strtok(NULL, " \n")) {
        int is_out = strcmp(word, ">") == 0, is_in = strcmp(word, "<") == 0;
        if (!is_out && !is_in) {
            words[count++] = word;
            continue;
        }
        char *name = strtok(NULL, " \n");
        int fd = is_out ? open(name, O_CREAT | O_WRONLY | O_TRUNC, 0600) : open(name, O_RDONLY);
        if (fd < 0) _exit(1);
        *(is_out ? &out : &in) = fd;
    }
    words[count] = NULL;
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    for (int fd = 3; fd < 16; fd++) close(fd);
    execvp(words[0], words);
    _exit(127);
}

static int run(char *line) {
    char *stages[8];
    int count = 0, status = 0, ends[2], in = open("/dev/null", O_RDONLY);
    pid_t last = -1;
    for (char *save, *stage = strtok_r(line, "|", &save); stage && count < 8; stage = strtok_r(NULL, "|", &save)) stages[count++] = stage;
    for (int i = 0; i < count; i++) {
        if (i + 1 < count && pipe(ends) != 0) return -1;
        if ((last = fork()) == 0) become(stages[i], in, i + 1 < count ? ends[1] : STDOUT_FILENO);
        close(in);
        if (i + 1 < count) close(ends[1]);
        in = i + 1 < count ? ends[0] : -1;
    }
    int of_last = 0;
    for (pid_t pid; (pid = wait(&status)) > 0;)
        if (pid == last) of_last = WEXITSTATUS(status);
    return of_last;
}

int main(void) {
    char line[128];
    while (fgets(line, sizeof line, stdin)) {
        int status = run(line);
        printf("[%d]\n", status);
        fflush(stdout);
    }
    return 0;
}
