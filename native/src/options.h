// The warden's command line.
#pragma once

#include <stdbool.h>

#include "jail.h"

struct options {
    const char *rootfs, *zygotes, *huge;
    unsigned cells;
    unsigned warm[TREE_COUNT];
    bool grouped, rootless;
    int control;
};

// Parses the command line. Ends the process where that asks for nothing but words, or is wrong (status 2).
struct options options_parse(int argc, char **argv);
