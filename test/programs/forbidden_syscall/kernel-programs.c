// A program for the kernel, by bpf.
// expect: {"syscall":"bpf"}
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    struct bpf_insn code[] = {{.code = 0xb7, .dst_reg = 0, .imm = 1}, {.code = 0x95}};
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
    attributes.insn_cnt = 2;
    attributes.insns = (uint64_t)(uintptr_t)code;
    attributes.license = (uint64_t)(uintptr_t) "GPL";
    printf("program %ld\n", syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes));
    return 0;
}
