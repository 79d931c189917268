#include "mutants.h"

#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf.h"

enum { STRIDE = 251 };

static int by_number(const void *one, const void *other) {
    int a = ((const struct seccomp_data *)one)->nr, b = ((const struct seccomp_data *)other)->nr;
    return (a > b) - (a < b);
}

static void find_ways(struct exam *exam, const struct filter *filter) {
    uint8_t *seen = malloc(filter->len);
    if (!seen) abort();
    for (size_t i = 0; i < exam->calls.count; i++) {
        uint32_t value;
        memset(seen, 0, filter->len);
        (void)bpf_run(filter->code, filter->len, &exam->calls.list[i], seen, &value);
        for (size_t at = 0; at < filter->len; at++) {
            if (!seen[at]) continue;
            if (exam->end[at] == 0) exam->first[at] = i;
            exam->end[at] = i + 1;
        }
    }
    free(seen);
}

void exam_open(const struct book *book, const struct filter *filter, struct exam *ret_exam) {
    *ret_exam = (struct exam){0};
    struct calls calls;
    corners_of(book, &calls);
    qsort(calls.list, calls.count, sizeof *calls.list, by_number);
    ret_exam->calls = calls;
    ret_exam->expected = malloc(calls.count * sizeof *ret_exam->expected);
    if (!ret_exam->expected) abort();
    for (size_t i = 0; i < calls.count; i++) ret_exam->expected[i] = book_ruling(book, &calls.list[i]);
    find_ways(ret_exam, filter);
}

void exam_free(struct exam *exam) {
    calls_free(&exam->calls);
    free(exam->expected);
}

bool exam_fails(const struct exam *exam, const struct sock_filter *code, size_t len, size_t at) {
    // In strides, since calls that lie together go the same way.
    for (size_t begin = 0; begin < STRIDE; begin++) {
        for (size_t i = exam->first[at] + begin; i < exam->end[at]; i += STRIDE) {
            uint32_t value;
            if (bpf_run(code, len, &exam->calls.list[i], NULL, &value) < 0) return true;
            if (value != exam->expected[i]) return true;
        }
    }
    return false;
}

// ---- instructions ----

// The changes of an instruction, by number; false when there are no more.
static bool change(struct sock_filter *it, unsigned number) {
    struct sock_filter was = *it;
    if (bpf_is_conditional(it)) {
        if (number == 0) *it = (struct sock_filter){was.code, was.jf, was.jt, was.k};
        if (number == 1) it->jt = was.jf;
        if (number == 2) it->jf = was.jt;
        if (number >= 3) it->k ^= 1u << ((number - 3) & 31);
        return number < 3 + 32;
    }
    switch (BPF_CLASS(it->code)) {
    case BPF_LD:
        it->k ^= 4u; // the other half, or architecture for number
        return number < 1;
    case BPF_ALU:
        it->k ^= 1u << (number & 31);
        return number < 32;
    case BPF_RET:
        if (number == 0) it->k = was.k == SECCOMP_RET_ALLOW ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW;
        if (number == 1) it->k = was.k ^ 1u;
        return number < 2;
    case BPF_JMP:
        it->k += 1;
        return number < 1;
    default:
        return false;
    }
}

// Numbers and architectures are only ever compared with constants, so that between two constants nothing changes:
// the constants of both programs and their neighbours stand for all. Where none of them ends elsewhere, no call does.
static bool is_same_search(const struct filter *filter, const struct sock_filter *changed, size_t at) {
    const uint32_t constants[] = {AUDIT_ARCH_X86_64, changed[at].k};
    for (size_t i = 0; i < filter->len; i++) {
        if (!bpf_is_conditional(&filter->code[i])) continue;
        for (uint32_t k = 0; k < 36; k++) {
            uint32_t arch = constants[k / 18] + k % 3 - 1;
            uint32_t number = (k / 9 % 2 ? changed[i].k : filter->code[i].k) + k / 3 % 3 - 1;
            struct bpf_leaf was = bpf_walk(filter->code, filter->len, arch, number, NULL);
            struct bpf_leaf is = bpf_walk(changed, filter->len, arch, number, NULL);
            if (was.decided != is.decided || was.at != is.at) return false;
        }
    }
    return true;
}

static bool is_and(const struct sock_filter *it) { return it->code == (BPF_ALU | BPF_AND | BPF_K); }

static bool is_jumped_to_by_others(const struct filter *filter, size_t at, size_t one) {
    for (size_t i = 0; i < at; i++) {
        const struct sock_filter *it = &filter->code[i];
        if (i == one) continue;
        if (bpf_is_conditional(it) && (i + 1 + it->jt == at || i + 1 + it->jf == at)) return true;
        if (it->code == (BPF_JMP | BPF_JA) && i + 1 + it->k == at) return true;
    }
    return false;
}

static bool is_jumped_to(const struct filter *filter, size_t at) { return is_jumped_to_by_others(filter, at, at); }

bool is_idle_half(const struct filter *filter, size_t at) {
    const struct sock_filter *it = &filter->code[at];
    return at > 0 && it->code == (BPF_JMP | BPF_JEQ | BPF_K) && it->k == 0 && is_and(it - 1) && it[-1].k == 0 &&
           !is_jumped_to(filter, at);
}

bool is_other_half(const struct filter *filter, size_t at) {
    const struct sock_filter *code = filter->code;
    // What is answered to that bit may stand between, where a jump to it would be too far.
    size_t asked = at > 0 && BPF_CLASS(code[at - 1].code) == BPF_RET ? at - 2 : at - 1;
    if (at < 3 || code[at].code != (BPF_JMP | BPF_JEQ | BPF_K) || code[at].k != 0) return false;
    if (code[asked].code != code[at].code || !is_and(&code[asked - 1])) return false;
    uint32_t bit = code[asked - 1].k;
    bool leads_here = asked + 1 + code[asked].jf == at && code[asked].jt != code[asked].jf;
    return bit != 0 && (bit & (bit - 1)) == 0 && code[asked].k == bit && leads_here && !is_jumped_to(filter, asked) &&
           !is_jumped_to_by_others(filter, at, asked);
}

// Whether no call at all can tell the changed program from the first one; each reason is a proof.
static bool is_equivalent(const struct filter *filter, const struct sock_filter *changed, size_t at) {
    const struct sock_filter *it = &filter->code[at];
    uint32_t flipped = it->k ^ changed[at].k;
    if (BPF_CLASS(it->code) == BPF_JMP) {
        uint8_t *seen = calloc(filter->len, 1);
        if (!seen) abort();
        numbers_seen(filter, seen);
        bool searches = seen[at] != 0; // it compares the number or the architecture
        free(seen);
        if (searches) return is_same_search(filter, changed, at);
        bool holds = is_idle_half(filter, at) || is_other_half(filter, at); // always, so that:
        return holds && changed[at].jt == it->jt && changed[at].k == it->k;
    }
    // A row's mask has nothing in this half: whatever is loaded becomes 0.
    if (BPF_CLASS(it->code) == BPF_LD) return at + 2 < filter->len && is_idle_half(filter, at + 2);
    // A mask right before or after takes the bit away as well.
    if (!is_and(it)) return false;
    return (is_and(it + 1) && !(it[1].k & flipped)) ||
           (is_and(it - 1) && !(it[-1].k & flipped) && !is_jumped_to(filter, at));
}

void numbers_seen(const struct filter *filter, uint8_t *seen) {
    for (size_t i = 0; i < filter->len; i++) {
        if (!bpf_is_conditional(&filter->code[i])) continue;
        for (int k = 0; k < 9; k++) {
            uint32_t arch = AUDIT_ARCH_X86_64 + (uint32_t)(k / 3) - 1;
            (void)bpf_walk(filter->code, filter->len, arch, filter->code[i].k + (uint32_t)(k % 3) - 1, seen);
        }
    }
}

struct tally mutate_code(const struct exam *exam, const struct filter *filter) {
    struct tally tally = {0};
    struct sock_filter *code = malloc(filter->len * sizeof *code);
    if (!code) abort();
    memcpy(code, filter->code, filter->len * sizeof *code);
    for (size_t at = 0; at < filter->len; at++) {
        for (unsigned number = 0; change(&code[at], number); number++) {
            tally.made++;
            if (exam_fails(exam, code, filter->len, at)) tally.noticed++;
            else if (is_equivalent(filter, code, at)) tally.excused++;
            else {
                char before[64], after[64];
                bpf_describe(filter->code, at, before, sizeof before);
                bpf_describe(code, at, after, sizeof after);
                (void)printf("    not noticed: %s made %s\n", before, after);
            }
            code[at] = filter->code[at];
        }
        code[at] = filter->code[at];
    }
    free(code);
    return tally;
}

// ---- rows ----

// Where the calls with at least that number begin.
static size_t lower_bound(const struct exam *exam, int number) {
    size_t low = 0, high = exam->calls.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (exam->calls.list[middle].nr < number) low = middle + 1;
        else high = middle;
    }
    return low;
}

// Whether the changed row can't stand beside the others.
static bool is_faulty(const struct rule *rules, size_t row, enum cell_policy policy) {
    for (size_t i = 0; i < policy_rules_count; i++) {
        if (i != row && (rules[i].policies >> policy & 1) && rules_overlap(&rules[i], &rules[row])) return true;
    }
    return rules[row].policies != 0 && rule_fault(&rules[row]) != NULL;
}

// Whether the program, which is that of the unchanged rows, is seen to differ from the changed ones.
static bool is_noticed(const struct exam *exam, const struct filter *filter, const struct book *changed, int number) {
    for (size_t i = lower_bound(exam, number); i < exam->calls.count && exam->calls.list[i].nr <= number + 1; i++) {
        uint32_t value;
        if (bpf_run(filter->code, filter->len, &exam->calls.list[i], NULL, &value) < 0) return true;
        if (value != book_ruling(changed, &exam->calls.list[i])) return true;
    }
    return false;
}

// The changes of a row: it goes; it belongs to the next number; it allows what failed or fails what was allowed; a
// bit of a condition's value or mask is flipped.
static bool change_row(struct rule *rule, unsigned number) {
    if (number == 0) rule->policies = 0;
    if (number == 1) rule->number++;
    if (number == 2) rule->error ^= 1;
    if (number < 3) return true;
    unsigned which = (number - 3) / 128, bit = (number - 3) % 64;
    if (which >= CONDITIONS_MAX || rule->conditions[which].mask == 0) return false;
    struct condition *condition = &rule->conditions[which];
    if ((number - 3) % 128 < 64) condition->mask ^= 1ull << bit;
    else condition->value ^= 1ull << bit;
    return true;
}

struct tally mutate_rows(const struct exam *exam, const struct filter *filter, enum cell_policy policy,
                         uint64_t token) {
    struct tally tally = {0};
    struct rule *rules = malloc(policy_rules_count * sizeof *rules);
    struct book *book = malloc(sizeof *book);
    if (!rules || !book) abort();
    memcpy(rules, policy_rules, policy_rules_count * sizeof *rules);
    for (size_t row = 0; row < policy_rules_count; row++) {
        if (!(rules[row].policies >> policy & 1)) continue;
        for (unsigned number = 0; change_row(&rules[row], number); number++) {
            tally.made++;
            bool opened = book_open(book, rules, policy_rules_count, policy, token);
            if (!opened || is_faulty(rules, row, policy) || is_noticed(exam, filter, book, policy_rules[row].number))
                tally.noticed++;
            else (void)printf("    not noticed: row %zu (call %d), change %u\n", row, policy_rules[row].number, number);
            rules[row] = policy_rules[row];
        }
        rules[row] = policy_rules[row];
    }
    free(rules);
    free(book);
    return tally;
}
