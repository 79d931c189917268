// The old way out of a chroot begins with another chroot.
// expect: {"syscall":"chroot"}
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
    mkdir("way-out", 0755);
    if (chroot("way-out") != 0) return perror("chroot"), 1;
    for (int i = 0; i < 1000; i++)
        if (chdir("..") != 0) return 2;
    if (chroot(".") != 0) return 3;
    puts(access("/etc/shadow", F_OK) == 0 ? "out" : "still in");
    return 0;
}
