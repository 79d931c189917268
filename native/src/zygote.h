// Fork servers: a compiler that has started up, of which each job gets a copy.
//
// A zygote is a tool of the compile tree, run in a jail of its own with a fixed option set, which stops at a point
// where it has done all its start-up and seen no user data (how is the business of zygote/). From then on it only
// clones cells: each is a copy of it in fresh namespaces, which takes the steps of become.c.
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "jail.h"

// Warden to zygote or keeper: make a cell, whose end of its socket comes along.
struct zygote_request {
    uint32_t serial;
    uid_t program_id;
    uint32_t tree;   // of a keeper's cell; TREE_COUNT: no cell, the descriptor is to be closed
    uint32_t policy; // likewise
};

// Zygote to warden: it has been cloned (with its pidfd), or why not. Serial 0: ready for requests.
struct zygote_reply {
    uint32_t serial;
    int32_t pid; // or -errno
};

// What a zygote is told once, before it is executed, through a sealed descriptor at ZYGOTE_SETUP_FD: this header,
// then the compile policy's program.
enum { ZYGOTE_SETUP_FD = 12 };
struct zygote_setup {
    uint32_t rootless;
    uint32_t len; // instructions
    uint16_t low[FILTER_TOKENS_MAX], high[FILTER_TOKENS_MAX];
    uint32_t lows, highs;
};

// Runs in the zygote, at the point where it has started up. Serves requests for ever; returns only in a cloned cell
// that has its order and is confined. Descriptors named in `keep` survive there; `as_program` as in become.c.
void zygote_serve(const int *keep, unsigned keep_count, void (*as_program)(void));
