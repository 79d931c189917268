// A device node of one's own.
// expect: {"syscall":["mknod","mknodat"]}
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int main(void) {
    if (mknod("disk", S_IFBLK | 0600, makedev(8, 0)) != 0) return perror("mknod"), 1;
    FILE *disk = fopen("disk", "r");
    printf("%s\n", disk ? "readable" : "closed");
    return 0;
}
