// libseccomp turns the table of policy.c into BPF; the secret is patched in per cell.
#include "filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fd.h"
#include "policy.h"

static int add_rule(scmp_filter_ctx context, const struct rule *rule) {
    struct scmp_arg_cmp args[CONDITIONS_MAX];
    unsigned count = 0;
    for (; count < CONDITIONS_MAX && rule->conditions[count].mask != 0; count++) {
        const struct condition *condition = &rule->conditions[count];
        bool whole = condition->mask == UINT64_MAX;
        args[count] = (struct scmp_arg_cmp){
            .arg = condition->arg,
            .op = whole ? SCMP_CMP_EQ : SCMP_CMP_MASKED_EQ,
            .datum_a = whole ? condition->value : condition->mask,
            .datum_b = whole ? 0 : condition->value,
        };
    }
    uint32_t action = rule->error ? SCMP_ACT_ERRNO((uint16_t)rule->error) : SCMP_ACT_ALLOW;
    return seccomp_rule_add_exact_array(context, action, rule->number, count, args);
}

static int add_policy(scmp_filter_ctx context, enum cell_policy policy) {
    // Whatever no row names goes to the supervisor, calls of other ABIs too; no_new_privs is set by the cell.
    int r = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_NOTIFY);
    if (r == 0) r = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    for (size_t i = 0; r == 0 && i < policy_rules_count; i++) {
        if (policy_rules[i].policies & (1u << policy)) r = add_rule(context, &policy_rules[i]);
    }
    return r;
}

static int export_code(scmp_filter_ctx context, struct filter *ret_filter) {
    cleanup_fd int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0) return -errno;
    int r = seccomp_export_bpf(context, fd);
    if (r < 0) return r;
    off_t size = lseek(fd, 0, SEEK_END);
    if (size <= 0 || (size_t)size % sizeof(struct sock_filter) != 0) return -EINVAL;
    size_t len = (size_t)size / sizeof(struct sock_filter);
    if (len > BPF_MAXINSNS) return -E2BIG;
    struct sock_filter *code = malloc((size_t)size);
    if (!code) return -ENOMEM;
    if (pread(fd, code, (size_t)size, 0) != size) {
        free(code);
        return -EIO;
    }
    *ret_filter = (struct filter){.code = code, .len = (unsigned short)len};
    return 0;
}

// Notes where the halves of the secret are asked for; they occur nowhere else.
static int find_token(struct filter *filter) {
    for (unsigned short at = 0; at < filter->len; at++) {
        if (filter->code[at].code != (BPF_JMP | BPF_JEQ | BPF_K)) continue;
        bool low = filter->code[at].k == (uint32_t)POLICY_TOKEN;
        bool high = filter->code[at].k == (uint32_t)(POLICY_TOKEN >> 32);
        if ((low && filter->lows == FILTER_TOKENS_MAX) || (high && filter->highs == FILTER_TOKENS_MAX)) return -E2BIG;
        if (low) filter->low[filter->lows++] = at;
        if (high) filter->high[filter->highs++] = at;
    }
    // A pair for each row, or one that several share; anything else is a way of compiling unknown to us.
    return filter->lows >= 1 && filter->highs == filter->lows ? 0 : -ENOTSUP;
}

int filter_build(enum cell_policy policy, struct filter *ret_filter) {
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_NOTIFY);
    if (!context) return -ENOMEM;
    struct filter filter = {0};
    int r = add_policy(context, policy);
    if (r == 0) r = export_code(context, &filter);
    seccomp_release(context);
    if (r == 0) r = find_token(&filter);
    if (r < 0) {
        filter_free(&filter);
        return r;
    }
    *ret_filter = filter;
    return 0;
}

void filter_free(struct filter *filter) {
    free(filter->code);
    *filter = (struct filter){0};
}

void syscall_name(uint32_t arch, int number, char *name, size_t size, const char **ret_abi) {
    const uint32_t x32_bit = 0x40000000;
    uint32_t scmp_arch = SCMP_ARCH_X86_64;
    *ret_abi = "x86_64";
    if (arch == AUDIT_ARCH_I386) {
        scmp_arch = SCMP_ARCH_X86;
        *ret_abi = "i386";
    } else if (number > 0 && ((uint32_t)number & x32_bit) != 0) {
        scmp_arch = SCMP_ARCH_X32;
        *ret_abi = "x32";
    }
    char *found = seccomp_syscall_resolve_num_arch(scmp_arch, number);
    (void)snprintf(name, size, "%s", found ? found : "unknown");
    free(found);
}
