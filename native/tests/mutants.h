// Proof that the proof can fail: every instruction of a filter and every row of the table is changed in turn, and
// each change must be noticed.
#pragma once

#include "corners.h"
#include "filter.h"

// Calls with what the rows say to each, and which of them can come by an instruction at all.
struct exam {
    struct calls calls; // ordered by number
    uint32_t *expected;
    size_t first[BPF_MAXINSNS], end[BPF_MAXINSNS];
};

// Asks the rows, and the filter which way each call goes. The caller calls exam_free.
void exam_open(const struct book *book, const struct filter *filter, struct exam *ret_exam);
void exam_free(struct exam *exam);
// Whether the rows and a program differ on any call that comes by an instruction of the filter.
bool exam_fails(const struct exam *exam, const struct sock_filter *code, size_t len, size_t at);

// Adds what the instructions that search for the number see, of all numbers there are.
void numbers_seen(const struct filter *filter, uint8_t *seen);
// Whether the instruction compares a half of an argument of which the row's mask leaves nothing: it always holds.
bool is_idle_half(const struct filter *filter, size_t at);
// Whether it compares what a mask of one bit left with 0, after it was found not to be that bit: it always holds.
bool is_other_half(const struct filter *filter, size_t at);

struct tally {
    unsigned made, noticed, excused;
};
// Changes instructions of the program, one at a time, and prints changes that nobody noticed.
struct tally mutate_code(const struct exam *exam, const struct filter *filter);
// The same with the rows.
struct tally mutate_rows(const struct exam *exam, const struct filter *filter, enum cell_policy policy, uint64_t token);
