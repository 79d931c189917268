// What this host offers a sandbox, found by trying it.
#pragma once

#include <stddef.h>

struct host_fact {
    const char *name;
    const char *state; // yes, no or partial
    char detail[400];
};

enum { HOST_FACTS_MAX = 24 };

// Fills in the facts and returns their number. Forks children that try things; needs no privilege.
size_t host_probe(struct host_fact *facts);
