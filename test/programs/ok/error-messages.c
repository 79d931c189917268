// errno, perror and strerror for things that fail everywhere alike.
// expect: {"stderrContains":"cannot open: No such file or directory"}
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FAILS(call) (errno = 0, (void)(call), printf("%-28s %s\n", #call, strerrorname_np(errno) ? strerrorname_np(errno) : "none"))

int main(void) {
    FILE *file = fopen("no/such/file", "r");
    if (!file) perror("cannot open");
    FAILS(open("", O_RDONLY));
    FAILS(close(-1));
    FAILS(lseek(0, 0, 99));
    FAILS(unlink("ghost"));
    FAILS(rmdir("."));
    FAILS(sqrt(-1.0));
    FAILS(exp(1e6));
    FAILS(log(0.0));
    FAILS(strtol("1e99", NULL, 99));
    void *volatile huge = malloc((size_t)-1 / 2);
    printf("huge malloc: %s\n", huge ? "given" : strerror(errno));
    for (int code = 1; code <= 5; code++) printf("%d %s\n", code, strerror(code));
    printf("%s | %m\n", program_invocation_short_name[0] ? "named" : "nameless");
    return 0;
}
