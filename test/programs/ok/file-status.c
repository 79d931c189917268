// open's flags, fstat and access of own files; holes made by seeking beyond the end.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
    int fd = open("holes.dat", O_RDWR | O_CREAT | O_EXCL, 0640);
    if (fd < 0) return perror("open"), 1;
    if (write(fd, "start", 5) != 5) return 1;
    if (lseek(fd, 100000, SEEK_SET) != 100000 || write(fd, "end", 3) != 3) return 1;
    struct stat status;
    fstat(fd, &status);
    printf("size %lld, regular %d, links %lu, sparse %d\n", (long long)status.st_size, S_ISREG(status.st_mode),
           (unsigned long)status.st_nlink, status.st_blocks * 512 < status.st_size);
    char middle[10];
    ssize_t got = pread(fd, middle, sizeof middle, 50000);
    printf("pread %zd, zero %d\n", got, middle[0] == 0 && middle[9] == 0);
    printf("again: %s\n", open("holes.dat", O_WRONLY | O_CREAT | O_EXCL, 0600) < 0 ? strerror(errno) : "opened");
    printf("as directory: %s\n", open("holes.dat", O_RDONLY | O_DIRECTORY) < 0 ? strerror(errno) : "opened");
    printf("through a file: %s\n", open("holes.dat/x", O_RDONLY) < 0 ? strerror(errno) : "opened");
    close(fd);
    printf("closed: %s\n", read(fd, middle, 1) < 0 ? strerror(errno) : "read");
    fd = open("holes.dat", O_WRONLY | O_TRUNC);
    fstat(fd, &status);
    printf("truncated to %lld; access %d, missing %d\n", (long long)status.st_size, access("holes.dat", R_OK | W_OK), access("nothing", F_OK));
    close(fd);
    return 0;
}
