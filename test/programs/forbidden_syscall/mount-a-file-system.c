// mount, as root would.
// expect: {"syscall":"mount"}
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

int main(void) {
    mkdir("proc", 0755);
    if (mount("proc", "proc", "proc", 0, NULL) != 0) return perror("mount"), 1;
    FILE *environment = fopen("proc/1/environ", "r");
    for (int c; environment && (c = getc(environment)) != EOF;) putchar(c);
    return 0;
}
