// What libc merely asks for fails softly in the strict profile, as it may anywhere.
// option: {"profile":"strict"}
// differs: the host has a file system
// expect: {"stdout":"isatty 0\naccess -1 ENOENT\nstat -1 ENOENT\nreadlink -1 ENOENT\nstdout known 0\n"}
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void show(const char *name, long result) { printf("%s %ld %s\n", name, result, errno == ENOENT ? "ENOENT" : "another error"); }

int main(void) {
    char text[64];
    struct stat status;
    printf("isatty %d\n", isatty(1));
    errno = 0;
    show("access", access("/etc/passwd", F_OK));
    errno = 0;
    show("stat", stat("/", &status));
    errno = 0;
    show("readlink", readlink("/proc/self/exe", text, sizeof text));
    printf("stdout known %d\n", fstat(1, &status));
    return 0;
}
