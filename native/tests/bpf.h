// An interpreter of the BPF that seccomp accepts, written from the kernel's documentation and not from libseccomp.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What an instruction has seen: it ran; as a conditional jump, it held; it did not hold.
enum { SEEN_RUN = 1, SEEN_HELD = 2, SEEN_NOT = 4 };

// Runs the program on a call. 0 and the value that it returns; -EINVAL where the kernel would not have accepted the
// instruction that is met. `seen` (may be NULL) has a byte for each instruction, to which is added what it sees.
int bpf_run(const struct sock_filter *code, size_t len, const struct seccomp_data *call, uint8_t *seen,
            uint32_t *ret_value);

// Runs the program on a number and an architecture alone, up to where it looks at something else or decides. The
// place, for a decision its value instead. `seen` as above, for the instructions on the way.
struct bpf_leaf {
    bool decided;
    uint32_t at;
};
struct bpf_leaf bpf_walk(const struct sock_filter *code, size_t len, uint32_t arch, uint32_t number, uint8_t *seen);

static inline int bpf_is_conditional(const struct sock_filter *instruction) {
    return BPF_CLASS(instruction->code) == BPF_JMP && BPF_OP(instruction->code) != BPF_JA;
}

// Writes an instruction as text, for instance "12: jeq #59, 30, 13".
void bpf_describe(const struct sock_filter *code, size_t at, char *text, size_t size);
