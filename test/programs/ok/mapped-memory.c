// Anonymous pages, a file mapped shared and private, mprotect, and unmapping.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *fresh = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) return perror("mmap"), 1;
    size_t zeros = 0;
    for (size_t i = 0; i < 4 * page; i++) zeros += fresh[i] == 0;
    printf("fresh pages are zero: %d\n", zeros == 4 * page);
    strcpy(fresh + page, "kept");
    printf("mprotect %d, still %s\n", mprotect(fresh + page, page, PROT_READ), fresh + page);
    printf("munmap %d\n", munmap(fresh, 4 * page));

    int fd = open("map.txt", O_RDWR | O_CREAT, 0600);
    if (write(fd, "hello mapped file", 17) != 17) return 1;
    char *shared = mmap(NULL, 17, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(NULL, 17, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (shared == MAP_FAILED || private == MAP_FAILED) return perror("mmap of a file"), 1;
    shared[0] = 'J';
    private[1] = 'u';
    msync(shared, 17, MS_SYNC);
    char back[18] = "";
    printf("pread %zd: %s\n", pread(fd, back, 17, 0), back);
    printf("private: %.17s\n", private);
    close(fd);
    return 0;
}
