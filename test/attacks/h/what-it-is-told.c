// What the kernel says of the host: a constant name, and numbers that name nobody.
// case: H18
// verdict: ok
// expect: {"stdout":"cellblock, domain 1, memory 1\n"}
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

int main(void) {
    struct utsname names;
    struct sysinfo facts;
    if (uname(&names) != 0 || sysinfo(&facts) != 0) return 1;
    printf("%s, domain %d, memory %d\n", names.nodename, strlen(names.domainname) < 9, facts.totalram > 0);
    return 0;
}
