// execveat on an open descriptor, with guesses for an argument that only the start of the program knew.
// expect: {"syscall":"execveat"}
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    char *arguments[] = {"again", NULL}, *environment[] = {NULL};
    int fd = open("payload", O_RDWR | O_CREAT, 0700);
    const uint64_t guesses[] = {0, 1, (uint64_t)getpid(), UINT64_MAX};
    for (int i = 0; i < 4; i++) syscall(SYS_execveat, fd, "", arguments, environment, AT_EMPTY_PATH, guesses[i]);
    puts("survived");
    return 0;
}
