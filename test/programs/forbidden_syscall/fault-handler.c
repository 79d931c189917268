// userfaultfd lets one stop the kernel in the middle of a copy.
// expect: {"syscall":"userfaultfd"}
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    long fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return perror("userfaultfd"), 1;
    printf("faults arrive on %ld\n", fd);
    return 0;
}
