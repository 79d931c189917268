// The processes profile: system() and popen() find a shell with the usual commands.
// option: {"profile":"processes"}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static int run(const char *command) {
    fflush(stdout);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void) {
    printf("a shell: %d\n", system(NULL) != 0);
    printf("status %d\n", run("echo from a shell; exit 3"));
    printf("loop %d\n", run("for i in 1 2 3; do echo \"line $i\"; done | tail -n 2"));
    printf("files %d\n", run("mkdir notes && echo text >notes/a && cat notes/a && ls notes && rm -r notes"));

    char line[64] = "";
    FILE *words = popen("printf 'b\\nc\\na\\n' | sort | tr '\\n' ' '", "r");
    if (!words || !fgets(line, sizeof line, words)) return 1;
    printf("read '%s', closed %d\n", line, pclose(words));
    fflush(stdout);
    FILE *counted = popen("wc -l | tr -d ' '", "w");
    if (!counted) return 1;
    for (int i = 0; i < 12; i++) fprintf(counted, "line\n");
    printf("closed %d\n", pclose(counted));
    return 0;
}
