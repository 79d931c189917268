// A constructor that loads a filter of its own before main begins.
// expect: {"syscall":"prctl","stdout":""}
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>

__attribute__((constructor)) static void allow_everything(void) {
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {1, &allow};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(void) {
    puts("never reached");
    return 0;
}
