// A compiler in the hands of an attacker: whatever hostile source could make of cc1, as or ld. Its first argument says
// what it does; the last but two is followed by the artifact's name, a.out. Statically linked, it needs no tree.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static char block[1 << 16];

// What is named is printed with its errno, so that the tests see which wall it met.
static int tell(const char *what, long result) {
    printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "done");
    fflush(stdout);
    return result < 0 ? 3 : 0;
}

static int copy(const char *from, const char *to) {
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    if (in < 0 || out < 0) return tell("copy", -1);
    for (ssize_t got; (got = read(in, block, sizeof block)) > 0;)
        if (write(out, block, (size_t)got) != got) return tell("write", -1);
    close(in);
    close(out);
    return 0;
}

static int sparse(void) {
    int out = open("a.out", O_WRONLY | O_CREAT, 0755);
    return tell("ftruncate", ftruncate(out, 1ll << 40));
}

static int fill(void) {
    int out = open("a.out", O_WRONLY | O_CREAT, 0755);
    long long total = 0;
    for (ssize_t put; (put = write(out, block, sizeof block)) > 0;) total += put;
    return tell("write", -1);
}

static int many(void) {
    char name[16];
    for (int i = 0; i < 1000000; i++) {
        snprintf(name, sizeof name, "f%d", i);
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (fd < 0) return printf("%s files: %d\n", errno == ENOSPC ? "ENOSPC after" : "stopped after", i), 3;
        close(fd);
    }
    return 0;
}

static int bound(void) {
    struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "a.out"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    return tell("bind", bind(fd, (struct sockaddr *)&at, sizeof at));
}

// A child that goes on writing when its parent is long gone.
static int background(void) {
    if (copy("main.c", "a.out") != 0) return 3;
    int fd = open("a.out", O_WRONLY | O_APPEND);
    long child = syscall(SYS_fork);
    if (child < 0) return tell("fork", -1);
    while (child == 0) (void)!write(fd, "more", 4);
    usleep(20000);
    return 0;
}

// A child that puts now the one, now the other file in the artifact's place.
static int swap(void) {
    if (copy("main.c", "one") != 0 || copy("main.c", "a.out") != 0) return 3;
    int fd = open("one", O_WRONLY | O_TRUNC);
    (void)!write(fd, "not an ELF file", 15);
    close(fd);
    long child = syscall(SYS_fork);
    if (child < 0) return tell("fork", -1);
    while (child == 0) renameat2(AT_FDCWD, "one", AT_FDCWD, "a.out", RENAME_EXCHANGE);
    usleep(20000);
    return 0;
}

// The interfaces of the cell's network, the first eight of them by number.
static int interfaces(void) {
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    for (int number = 1; number < 8; number++) {
        struct ifreq one = {.ifr_ifindex = number};
        if (ioctl(fd, SIOCGIFNAME, &one) < 0) continue;
        if (ioctl(fd, SIOCGIFFLAGS, &one) < 0) return tell("flags", -1);
        printf("%s: %s\n", one.ifr_name, one.ifr_flags & IFF_UP ? "up" : "down");
    }
    return 0;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
#define MODE(name) if (strcmp(mode, name) == 0)
    MODE("copy") return copy("main.c", "a.out");
    MODE("copy-to-stdout") return copy("main.c", "/dev/stdout");
    MODE("sum") {
        unsigned long sum = 0, bytes = 0;
        int in = open(argv[2], O_RDONLY);
        for (ssize_t got; (got = read(in, block, sizeof block)) > 0; bytes += (unsigned long)got)
            for (ssize_t i = 0; i < got; i++) sum = sum * 31 + (unsigned char)block[i];
        return printf("%lu bytes, %lx\n", bytes, sum) < 0;
    }
    MODE("nothing") return 0;
    MODE("symlink") return tell("symlink", symlink("/etc/shadow", "a.out"));
    MODE("symlink-beside") return copy("main.c", "real") || tell("symlink", symlink("real", "a.out"));
    MODE("hardlink") return copy("main.c", "real") || tell("link", link("real", "a.out"));
    MODE("fifo") return tell("mkfifo", mkfifo("a.out", 0600));
    MODE("directory") return tell("mkdir", mkdir("a.out", 0700));
    MODE("socket") return bound();
    MODE("device") return tell("mknod", mknod("a.out", S_IFCHR | 0600, 1 << 8 | 5));
    MODE("sparse") return sparse();
    MODE("setuid") return copy("main.c", "a.out") || tell("chmod", chmod("a.out", 06755));
    MODE("background") return background();
    MODE("swap") return swap();
    MODE("fill") return fill();
    MODE("many") return many();
    MODE("flood") for (;;) (void)!write(2, block, sizeof block);
    MODE("flood-stdout") for (;;) (void)!write(1, block, sizeof block);
    MODE("network") return tell("socket", socket(AF_INET, SOCK_STREAM, 0));
    MODE("interfaces") return interfaces();
    MODE("trace") return tell("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
    MODE("mount") return tell("mount", mount("none", "/tmp", "tmpfs", 0, ""));
    MODE("exec") return tell("execve", execve("/usr/bin/tool", argv, NULL));
    MODE("hang") for (;;) pause();
    MODE("spin") for (;;) continue;
    return 2;
}
