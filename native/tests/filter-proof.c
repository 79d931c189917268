// The proof that each compiled policy does what policy.c's rows say, no more and no less.
//
// The rows are read directly (ruling.c), the program is interpreted (bpf.c), and both are asked about every corner
// (corners.c) and about random calls. All of the program must have been reached, both ways of every jump. Then the
// program and the rows are changed here and there, and the proof must notice (mutants.c); last, the kernel itself is
// asked (kernel-agrees.c).
#include <errno.h>
#include <inttypes.h>
#include <linux/audit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "bpf.h"
#include "checks.h"
#include "kernel-agrees.h"
#include "mutants.h"

#define POLICY_TEXT(name, text, number) [number] = (text),
static const char *const policies[] = {CELL_POLICIES(POLICY_TEXT)};

struct options {
    uint64_t seed;
    unsigned long random; // calls, of all policies together
    bool kernel;
};

struct subject {
    enum cell_policy policy;
    uint64_t token;
    struct book book;
    struct filter filter;
    struct exam exam;
    uint8_t *seen;
};

static void check_rows(struct checks *checks) {
    for (size_t i = 0; i < policy_rules_count; i++) {
        const char *fault = rule_fault(&policy_rules[i]);
        if (!CHECK_TEXT(fault, NULL)) (void)fprintf(stderr, "    row %zu, call %d\n", i, policy_rules[i].number);
        for (size_t k = 0; k < i; k++) {
            if (CHECK(!rules_overlap(&policy_rules[i], &policy_rules[k]))) continue;
            (void)fprintf(stderr, "    rows %zu and %zu, call %d\n", k, i, policy_rules[i].number);
        }
    }
}

static void show(const struct seccomp_data *call, uint32_t is, uint32_t should_be) {
    (void)fprintf(stderr, "    number %d (0x%x) architecture 0x%x:", call->nr, (unsigned)call->nr, call->arch);
    for (int i = 0; i < 6; i++) (void)fprintf(stderr, " 0x%llx", (unsigned long long)call->args[i]);
    (void)fprintf(stderr, "\n    the program says 0x%x, the rows 0x%x\n", is, should_be);
}

static bool ask(struct checks *checks, struct subject *subject, const struct seccomp_data *call) {
    uint32_t value = 0, ruling = book_ruling(&subject->book, call);
    int r = bpf_run(subject->filter.code, subject->filter.len, call, subject->seen, &value);
    if (r == 0 && value == ruling) {
        checks->passed++;
        return true;
    }
    (void)CHECK_EQUAL(r, 0);
    (void)CHECK_EQUAL(value, ruling);
    show(call, value, ruling);
    return false;
}

// Where a call is refused its user is told which policies allow it. Calls that know the secret are no user's.
static bool is_told_rightly(const struct subject *subject, const struct seccomp_data *call) {
    const uint64_t last = call->args[TOKEN_ARGUMENT];
    if (call->arch != AUDIT_ARCH_X86_64 || last == subject->token || last == POLICY_TOKEN) return true;
    uint64_t args[6];
    for (int i = 0; i < 6; i++) args[i] = call->args[i];
    const bool told = policies_allowing(call->nr, args) >> subject->policy & 1;
    return told == (book_ruling(&subject->book, call) == SECCOMP_RET_ALLOW);
}

static void ask_corners(struct checks *checks, struct subject *subject) {
    for (size_t i = 0; i < subject->exam.calls.count; i++) {
        if (!ask(checks, subject, &subject->exam.calls.list[i])) return;
        if (!CHECK(is_told_rightly(subject, &subject->exam.calls.list[i]))) return;
    }
}

static void ask_random(struct checks *checks, struct subject *subject, const struct options *options) {
    struct dice dice = {.state = options->seed | 1, .book = &subject->book, .corners = &subject->exam.calls};
    for (unsigned long i = 0; i < options->random / POLICY_COUNT; i++) {
        struct seccomp_data call = dice_call(&dice);
        if (!ask(checks, subject, &call)) return;
    }
}

// Every instruction ran, and every conditional jump went both ways, but for ways that no call can go.
static void check_coverage(struct checks *checks, const struct subject *subject) {
    const struct filter *filter = &subject->filter;
    unsigned sides = 0, searched = 0, idle = 0;
    uint8_t *possible = calloc(filter->len, 1);
    if (!possible) abort();
    numbers_seen(filter, possible);
    for (size_t at = 0; at < filter->len; at++) {
        bool conditional = bpf_is_conditional(&filter->code[at]);
        uint8_t whole = conditional ? SEEN_RUN | SEEN_HELD | SEEN_NOT : SEEN_RUN;
        sides += conditional ? 2 : 0;
        // A search has excluded all numbers but one when it asks for that one, as a last step.
        if (possible[at] && possible[at] != whole) searched++, whole = possible[at];
        if (is_idle_half(filter, at)) idle++, whole = SEEN_RUN | SEEN_HELD;
        if (is_other_half(filter, at)) idle++, whole = SEEN_RUN | SEEN_HELD;
        if (CHECK_EQUAL(subject->seen[at], whole)) continue;
        char text[64];
        bpf_describe(filter->code, at, text, sizeof text);
        (void)fprintf(stderr, "    %s\n", text);
    }
    free(possible);
    (void)printf(
        "    all %u instructions and %u sides of jumps met; %u more can't be: %u ask for the only number left,\n"
        "    %u compare what a mask has made one value\n",
        filter->len, sides - searched - idle, searched + idle, searched, idle);
}

static void check_mutants(struct checks *checks, const struct subject *subject) {
    struct tally code = mutate_code(&subject->exam, &subject->filter);
    struct tally rows = mutate_rows(&subject->exam, &subject->filter, subject->policy, subject->token);
    CHECK_EQUAL(code.noticed + code.excused, code.made);
    CHECK_EQUAL(rows.noticed, rows.made);
    CHECK(code.made > subject->filter.len && rows.made > 0);
    (void)printf(
        "    changes noticed: %u of %u to instructions (the others, %u, are proven to make no difference), %u of %u\n"
        "    to rows\n",
        code.noticed, code.made, code.excused, rows.noticed, rows.made);
}

// Another token, armed over the first one, is the only one that counts from then on.
static void check_rearmed(struct checks *checks, struct subject *subject) {
    subject->token = ~subject->token;
    filter_arm(&subject->filter, subject->token);
    CHECK(exam_fails(&subject->exam, subject->filter.code, subject->filter.len, 0));
    exam_free(&subject->exam);
    CHECK(book_open(&subject->book, policy_rules, policy_rules_count, subject->policy, subject->token));
    exam_open(&subject->book, &subject->filter, &subject->exam);
    ask_corners(checks, subject);
}

static void prove(struct checks *checks, enum cell_policy policy, const struct options *options) {
    struct subject *subject = calloc(1, sizeof *subject);
    if (!subject) abort();
    subject->policy = policy;
    subject->token = 0x5eed000000000001 ^ options->seed << 1;
    CHECK(book_open(&subject->book, policy_rules, policy_rules_count, policy, subject->token));
    if (CHECK_EQUAL(filter_build(policy, &subject->filter), 0)) {
        filter_arm(&subject->filter, subject->token);
        subject->seen = calloc(subject->filter.len, 1);
        if (!subject->seen) abort();
        exam_open(&subject->book, &subject->filter, &subject->exam);
        (void)printf("  %s: %u rows, %zu corners, %lu random calls\n", policies[policy],
                     subject->book.first[NUMBERS_RULED], subject->exam.calls.count, options->random / POLICY_COUNT);
        ask_corners(checks, subject);
        check_coverage(checks, subject);
        ask_random(checks, subject, options);
        check_mutants(checks, subject);
        check_rearmed(checks, subject);
        if (options->kernel) kernel_agrees(checks, &subject->book, &subject->filter);
        exam_free(&subject->exam);
        free(subject->seen);
        filter_free(&subject->filter);
    }
    free(subject);
}

static struct options parse(int argc, char **argv) {
    struct options options = {.random = 10000000, .kernel = true};
    if (getrandom(&options.seed, 4, 0) != 4) abort();
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--seed=", 7) == 0) options.seed = strtoull(argv[i] + 7, NULL, 0);
        else if (strncmp(argv[i], "--random=", 9) == 0) options.random = strtoul(argv[i] + 9, NULL, 0);
        else if (strcmp(argv[i], "--no-kernel") == 0) options.kernel = false;
        else {
            (void)fprintf(stderr, "Usage: filter-proof [--seed=N] [--random=N] [--no-kernel]\n");
            exit(2);
        }
    }
    return options;
}

int main(int argc, char **argv) {
    struct options options = parse(argc, argv);
    struct checks checks = {.title = "the filters do what the rows say"};
    (void)printf("  seed %" PRIu64 " (--seed=%" PRIu64 " repeats this run)\n", options.seed, options.seed);
    check_rows(&checks);
    for (int policy = 0; policy < POLICY_COUNT; policy++) {
        checks.title = policies[policy];
        prove(&checks, (enum cell_policy)policy, &options);
    }
    (void)printf("filter-proof: %lu checks passed, %lu failed\n", checks.passed, checks.failed);
    return checks.failed == 0 ? 0 : 1;
}
