#include "bpf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct machine {
    uint32_t a, x, memory[BPF_MEMWORDS];
};

// The word at an offset of the call; seccomp allows aligned words only.
static int load_word(const struct seccomp_data *call, uint32_t offset, uint32_t *ret_word) {
    if (offset % 4 != 0 || offset > sizeof *call - 4) return -EINVAL;
    memcpy(ret_word, (const uint8_t *)call + offset, 4);
    return 0;
}

static int load(const struct machine *machine, const struct sock_filter *at, const struct seccomp_data *call,
                uint32_t *ret_word) {
    switch (at->code & ~(BPF_LD | BPF_LDX)) {
    case BPF_W | BPF_ABS:
        return BPF_CLASS(at->code) == BPF_LD ? load_word(call, at->k, ret_word) : -EINVAL;
    case BPF_W | BPF_LEN:
        *ret_word = sizeof *call;
        return 0;
    case BPF_IMM:
        *ret_word = at->k;
        return 0;
    case BPF_MEM:
        if (at->k >= BPF_MEMWORDS) return -EINVAL;
        *ret_word = machine->memory[at->k];
        return 0;
    default:
        return -EINVAL;
    }
}

static int calculate(uint32_t *a, uint16_t operation, uint32_t operand) {
    switch (operation) {
    case BPF_ADD:
        *a += operand;
        return 0;
    case BPF_SUB:
        *a -= operand;
        return 0;
    case BPF_MUL:
        *a *= operand;
        return 0;
    case BPF_DIV:
        if (operand == 0) return -EINVAL;
        *a /= operand;
        return 0;
    case BPF_AND:
        *a &= operand;
        return 0;
    case BPF_OR:
        *a |= operand;
        return 0;
    case BPF_XOR:
        *a ^= operand;
        return 0;
    case BPF_LSH:
    case BPF_RSH:
        if (operand >= 32) return -EINVAL;
        *a = operation == BPF_LSH ? *a << operand : *a >> operand;
        return 0;
    case BPF_NEG:
        *a = -*a;
        return 0;
    default:
        return -EINVAL;
    }
}

static int compare(uint32_t a, uint16_t operation, uint32_t operand, bool *ret_holds) {
    switch (operation) {
    case BPF_JEQ:
        *ret_holds = a == operand;
        return 0;
    case BPF_JGT:
        *ret_holds = a > operand;
        return 0;
    case BPF_JGE:
        *ret_holds = a >= operand;
        return 0;
    case BPF_JSET:
        *ret_holds = (a & operand) != 0;
        return 0;
    default:
        return -EINVAL;
    }
}

static int jump(const struct machine *machine, const struct sock_filter *at, size_t *pc, uint8_t *seen) {
    if (BPF_OP(at->code) == BPF_JA) {
        *pc += (size_t)at->k;
        return 0;
    }
    bool holds;
    int r = compare(machine->a, BPF_OP(at->code), BPF_SRC(at->code) == BPF_X ? machine->x : at->k, &holds);
    if (r < 0) return r;
    if (seen) *seen |= holds ? SEEN_HELD : SEEN_NOT;
    *pc += holds ? at->jt : at->jf;
    return 0;
}

static int store(struct machine *machine, const struct sock_filter *at) {
    if (at->k >= BPF_MEMWORDS) return -EINVAL;
    machine->memory[at->k] = BPF_CLASS(at->code) == BPF_ST ? machine->a : machine->x;
    return 0;
}

static int step(struct machine *machine, const struct sock_filter *at, const struct seccomp_data *call, size_t *pc,
                uint8_t *seen) {
    switch (BPF_CLASS(at->code)) {
    case BPF_LD:
        return load(machine, at, call, &machine->a);
    case BPF_LDX:
        return load(machine, at, call, &machine->x);
    case BPF_ST:
    case BPF_STX:
        return store(machine, at);
    case BPF_ALU:
        return calculate(&machine->a, BPF_OP(at->code), BPF_SRC(at->code) == BPF_X ? machine->x : at->k);
    case BPF_JMP:
        return jump(machine, at, pc, seen);
    case BPF_MISC:
        if (BPF_MISCOP(at->code) == BPF_TAX) machine->x = machine->a;
        else machine->a = machine->x;
        return 0;
    default:
        return -EINVAL;
    }
}

int bpf_run(const struct sock_filter *code, size_t len, const struct seccomp_data *call, uint8_t *seen,
            uint32_t *ret_value) {
    struct machine machine = {0};
    for (size_t pc = 0; pc < len; pc++) {
        const struct sock_filter *at = &code[pc];
        uint8_t *here = seen ? &seen[pc] : NULL;
        if (here) *here |= SEEN_RUN;
        if (BPF_CLASS(at->code) == BPF_RET) {
            *ret_value = BPF_RVAL(at->code) == BPF_A ? machine.a : at->k;
            return 0;
        }
        int r = step(&machine, at, call, &pc, here);
        if (r < 0) return r;
    }
    return -EINVAL; // beyond the end
}

struct bpf_leaf bpf_walk(const struct sock_filter *code, size_t len, uint32_t arch, uint32_t number, uint8_t *seen) {
    const struct seccomp_data call = {.nr = (int)number, .arch = arch};
    struct machine machine = {0};
    size_t pc = 0;
    for (; pc < len; pc++) {
        const struct sock_filter *at = &code[pc];
        uint8_t *here = seen ? &seen[pc] : NULL;
        if (at->code == (BPF_RET | BPF_K)) return (struct bpf_leaf){true, at->k};
        bool looks = at->code == (BPF_LD | BPF_W | BPF_ABS) &&
                     (at->k == offsetof(struct seccomp_data, nr) || at->k == offsetof(struct seccomp_data, arch));
        if (!looks && BPF_CLASS(at->code) != BPF_JMP) break;
        if (here) *here |= SEEN_RUN;
        if (step(&machine, at, &call, &pc, here) < 0) break;
    }
    return (struct bpf_leaf){false, (uint32_t)pc};
}

void bpf_describe(const struct sock_filter *code, size_t at, char *text, size_t size) {
    static const char *const jumps[] = {
        [BPF_JEQ >> 4] = "jeq", [BPF_JGT >> 4] = "jgt", [BPF_JGE >> 4] = "jge", [BPF_JSET >> 4] = "jset"};
    const struct sock_filter *it = &code[at];
    if (bpf_is_conditional(it)) {
        (void)snprintf(text, size, "%zu: %s #%u, %zu, %zu", at, jumps[BPF_OP(it->code) >> 4], it->k, at + 1 + it->jt,
                       at + 1 + it->jf);
    } else {
        static const char *const classes[] = {"ld", "ldx", "st", "stx", "alu", "ja", "ret", "misc"};
        (void)snprintf(text, size, "%zu: %s #%u", at, classes[BPF_CLASS(it->code)], it->k);
    }
}
