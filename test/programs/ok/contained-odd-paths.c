// Bad paths and pointers give the errors that they give everywhere.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void attempt(const char *name, const char *path) {
    int fd = open(path, O_RDONLY);
    printf("%s: %s\n", name, fd >= 0 ? "opened" : strerror(errno));
    if (fd >= 0) close(fd);
}

int main(void) {
    char *huge = malloc(1 << 20), component[300];
    memset(huge, 'a', (1 << 20) - 1);
    huge[(1 << 20) - 1] = '\0';
    memset(component, 'b', sizeof component - 1);
    component[sizeof component - 1] = '\0';
    const char *volatile nowhere = NULL;
    attempt("a megabyte", huge);
    attempt("a long name", component);
    attempt("NULL", nowhere);
    attempt("unmapped", (const char *)8);
    attempt("empty", "");
    attempt("trailing slash", "file/");
    int fd = open("file", O_CREAT | O_WRONLY, 0600);
    close(fd);
    attempt("file as folder", "file/.");
    attempt("dots", "./././file");
    attempt("folder", ".");
    for (int i = 0; i < 100; i++)
        if (chdir("..") != 0) return 1;
    char here[16];
    printf("a hundred times up: %s\n", getcwd(here, sizeof here));
    free(huge);
    return 0;
}
