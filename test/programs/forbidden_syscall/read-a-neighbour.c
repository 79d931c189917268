// Another process's memory, by process_vm_readv.
// expect: {"syscall":"process_vm_readv"}
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void) {
    char stolen[64];
    struct iovec local = {stolen, sizeof stolen}, remote = {(void *)0x400000, sizeof stolen};
    for (pid_t pid = 1; pid < 100; pid++)
        if (process_vm_readv(pid, &local, 1, &remote, 1, 0) > 0) printf("read %d\n", pid);
    return 0;
}
