// Who a program is: an ordinary user, few processes in sight, no groups, no host name, no descriptors but three.
// differs: on the host it is whoever started it
// expect: {"stdout":"root 0\nsecure 0\nhost cellblock\ngroups 0\nlow pid 1\ncore files 0\nextra descriptors 0\nargv0 set 1\n"}
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(int argc, char **argv) {
    struct utsname names;
    uname(&names);
    printf("root %d\n", getuid() == 0 || geteuid() == 0 || getgid() == 0 || getegid() == 0);
    printf("secure %lu\n", getauxval(AT_SECURE));
    printf("host %s\n", names.nodename);
    printf("groups %d\n", getgroups(0, NULL));
    printf("low pid %d\n", getpid() < 10 && getppid() < 10);
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    printf("core files %d\n", core.rlim_cur > 1);
    int open_ones = 0;
    for (int fd = 3; fd < 4096; fd++) open_ones += fcntl(fd, F_GETFD) != -1 || errno != EBADF;
    printf("extra descriptors %d\n", open_ones);
    printf("argv0 set %d\n", argc > 0 && argv[0][0] != '\0');
    return 0;
}
