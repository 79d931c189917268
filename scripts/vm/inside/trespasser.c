// Says of each trespass whether it was allowed: a file of the host, a network, a mount, another process, an identity,
// another program.
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    printf("file %d\n", open("/etc/shadow", O_RDONLY) >= 0);
    printf("network %d\n", socket(AF_INET, SOCK_STREAM, 0) >= 0);
    printf("mount %d\n", mount("none", "/mnt", "tmpfs", 0, NULL) == 0);
    printf("trace %d\n", ptrace(PTRACE_SEIZE, getppid(), 0, 0) == 0);
    printf("identity %d\n", setuid(1000) == 0);
    fflush(stdout);
    execl("/usr/sbin/fsck", "fsck", "--version", NULL);
    printf("exec 0\n");
}
