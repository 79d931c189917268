// What policy.c's rows say about a call, read off the rows themselves: the specification that the filters are held
// to.
#pragma once

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy.h"

enum {
    NUMBERS_RULED = 1024, // no row has a number from here on
    RULES_MAX = 512,
};

// The rows of one policy, ordered by number, with the token of a cell in its places.
struct book {
    struct rule list[RULES_MAX];
    const struct rule *rows[RULES_MAX];
    uint16_t first[NUMBERS_RULED + 1]; // where the rows of a number begin; those of the next one follow
    uint64_t token;
};

// Sorts a policy's rows. False where there are too many or a number is out of range.
bool book_open(struct book *book, const struct rule *rules, size_t count, enum cell_policy policy, uint64_t token);

// What the rows say: SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with an errno or, where no row matches,
// SECCOMP_RET_USER_NOTIF. Calls of other ABIs match no row.
uint32_t book_ruling(const struct book *book, const struct seccomp_data *call);

// Why a row can't stand on its own (a value beyond its mask, no reason, ...), or NULL.
const char *rule_fault(const struct rule *rule);
// Whether the row asks for a cell's token: the row's own, or in a book the book's.
bool rule_asks(const struct rule *rule, uint64_t token);
// Whether a call can match both rows, but for rows that say the same of which one alone asks for a cell's token.
bool rules_overlap(const struct rule *one, const struct rule *other);
