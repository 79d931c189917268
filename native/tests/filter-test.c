// Filters as such (what they decide is filter-proof.c's business) and the names of calls.
#include "filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "policy.h"

static void tokens_are_found(struct checks *checks) {
    for (int policy = 0; policy < POLICY_COUNT; policy++) {
        struct filter filter;
        if (!CHECK_EQUAL(filter_build((enum cell_policy)policy, &filter), 0)) continue;
        CHECK(filter.lows >= 1 && filter.lows == filter.highs);
        for (unsigned i = 0; i < filter.lows; i++) {
            // A pair: the high half is compared first, then the low one is loaded and compared.
            CHECK_EQUAL(filter.code[filter.low[i]].code, BPF_JMP | BPF_JEQ | BPF_K);
            CHECK_EQUAL(filter.code[filter.high[i]].code, BPF_JMP | BPF_JEQ | BPF_K);
            CHECK_EQUAL(filter.code[filter.low[i] - 1].k, offsetof(struct seccomp_data, args[5]));
            CHECK_EQUAL(filter.code[filter.high[i] - 1].k, offsetof(struct seccomp_data, args[5]) + 4);
        }
        filter_free(&filter);
        CHECK(filter.code == NULL);
    }
}

static void arming_changes_the_token(struct checks *checks) {
    struct filter filter, before;
    CHECK_EQUAL(filter_build(POLICY_STANDARD, &filter), 0);
    CHECK_EQUAL(filter_build(POLICY_STANDARD, &before), 0);
    static const uint64_t tokens[] = {0x1122334455667788, UINT64_MAX, 0x100000001};
    for (int t = 0; t < 3; t++) {
        unsigned changed = 0;
        filter_arm(&filter, tokens[t]);
        CHECK_EQUAL(filter.len, before.len);
        for (unsigned at = 0; at < filter.len; at++) {
            bool same = memcmp(&filter.code[at], &before.code[at], sizeof *filter.code) == 0;
            changed += !same;
        }
        CHECK_EQUAL(changed, filter.lows + filter.highs);
        for (unsigned i = 0; i < filter.lows; i++) {
            CHECK_EQUAL(filter.code[filter.low[i]].k, (uint32_t)tokens[t]);
            CHECK_EQUAL(filter.code[filter.high[i]].k, tokens[t] >> 32);
        }
    }
    filter_free(&filter);
    filter_free(&before);
}

struct named {
    long number;
    const char *name;
};

// From the kernel's own headers; see the Makefile.
static const struct named names_x86_64[] = {
#include "names-x86_64.inc"
};
static const struct named names_x32[] = {
#include "names-x32.inc"
};
static const struct named names_i386[] = {
#include "names-i386.inc"
};

static void check_names(struct checks *checks, uint32_t arch, const char *abi, const struct named *names,
                        size_t count) {
    CHECK(count > 300);
    for (size_t i = 0; i < count; i++) {
        char name[64];
        const char *found;
        syscall_name(arch, (int)names[i].number, name, sizeof name, &found);
        CHECK_TEXT(name, names[i].name);
        CHECK_TEXT(found, abi);
    }
}

static void names_of_all_calls(struct checks *checks) {
    check_names(checks, AUDIT_ARCH_X86_64, "x86_64", names_x86_64, sizeof names_x86_64 / sizeof *names_x86_64);
    check_names(checks, AUDIT_ARCH_X86_64, "x32", names_x32, sizeof names_x32 / sizeof *names_x32);
    check_names(checks, AUDIT_ARCH_I386, "i386", names_i386, sizeof names_i386 / sizeof *names_i386);
}

static void calls_without_a_name(struct checks *checks) {
    static const struct {
        uint32_t arch;
        int number;
        const char *abi;
    } rows[] = {
        {AUDIT_ARCH_X86_64, 9999, "x86_64"},      {AUDIT_ARCH_X86_64, -1, "x86_64"},
        {AUDIT_ARCH_X86_64, INT32_MIN, "x86_64"}, {AUDIT_ARCH_X86_64, 0x40000000 | 9999, "x32"},
        {AUDIT_ARCH_X86_64, INT32_MAX, "x32"},    {AUDIT_ARCH_I386, 9999, "i386"},
        {AUDIT_ARCH_I386, 0x40000000, "i386"},    {AUDIT_ARCH_I386, -1, "i386"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[64];
        const char *abi;
        syscall_name(rows[i].arch, rows[i].number, name, sizeof name, &abi);
        CHECK_TEXT(name, "unknown");
        CHECK_TEXT(abi, rows[i].abi);
    }
    char tight[4];
    const char *abi;
    syscall_name(AUDIT_ARCH_X86_64, 41, tight, sizeof tight, &abi);
    CHECK_TEXT(tight, "soc");
}

int main(void) {
    static const struct test tests[] = {
        {"the places of the secret are found in every policy", tokens_are_found},
        {"arming writes the secret and nothing else, as often as one likes", arming_changes_the_token},
        {"every call has its name, in every ABI", names_of_all_calls},
        {"a number without a call is unknown", calls_without_a_name},
    };
    return checks_run("filter", tests, sizeof tests / sizeof *tests);
}
