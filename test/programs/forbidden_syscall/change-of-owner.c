// Giving a file away, and with it the bits that make it run as someone else.
// expect: {"syscall":["chown","fchownat"]}
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
    int fd = open("tool", O_WRONLY | O_CREAT, 0755);
    if (fd < 0) return 1;
    close(fd);
    if (chown("tool", 0, 0) != 0) return perror("chown"), 2;
    return chmod("tool", 04755);
}
