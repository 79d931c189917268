// The pipe that a sanitizer makes is plain; with a flag it is refused as without sanitizers.
// option: {"compiler":{"sanitize":["undefined"]}}
// expect: {"syscall":"pipe2","stdout":"a plain one\n"}
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    int ends[2];
    if (pipe(ends) == 0) puts("a plain one");
    fflush(stdout);
    return pipe2(ends, O_NONBLOCK);
}
