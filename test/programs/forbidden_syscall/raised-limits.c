// Asking for more than was given; asking how much there is is fine.
// expect: {"syscall":["prlimit64","setrlimit"],"stdout":"asked\n"}
#include <stdio.h>
#include <sys/resource.h>

int main(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) puts("asked");
    fflush(stdout);
    limit.rlim_cur = limit.rlim_max = RLIM_INFINITY;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return perror("setrlimit"), 1;
    return 0;
}
