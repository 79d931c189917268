// Calls at which a filter could go wrong.
#pragma once

#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

#include "ruling.h"

struct calls {
    struct seccomp_data *list;
    size_t count, room;
};

// Every number from 0 to 4095 and odd ones, under every architecture that matters; for each ruled call, each listed
// value of an argument with its neighbours and each bit of it flipped; the secret and what resembles it.
void corners_of(const struct book *book, struct calls *ret_calls);
void calls_free(struct calls *calls);

// A source of random calls, mostly close to what the rows list.
struct dice {
    uint64_t state;
    const struct book *book;
    const struct calls *corners;
};
uint64_t dice_number(struct dice *dice);
struct seccomp_data dice_call(struct dice *dice);
