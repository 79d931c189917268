// An identity that means nothing outside: no root, no groups, no capabilities, the same in every id.
// case: C29
// verdict: ok
// expect: {"stdout":"same 1, ordinary 1, groups 0, secure 0, auxv 1\n"}
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/auxv.h>
#include <unistd.h>

int main(void) {
    uid_t r, e, s;
    gid_t gr, ge, gs;
    getresuid(&r, &e, &s);
    getresgid(&gr, &ge, &gs);
    printf("same %d, ordinary %d, groups %d, secure %lu, auxv %d\n", r == e && e == s && gr == ge && ge == gs,
           r != 0 && gr != 0, getgroups(0, NULL), getauxval(AT_SECURE), getauxval(AT_UID) == r && getauxval(AT_EUID) == e);
    return 0;
}
