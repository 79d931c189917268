// A warden's children: the keeper of each slot that was ever used, and the first process of each cell.
#pragma once

#include <sys/types.h>

enum { CHILDREN_MAX = 64 };

unsigned children_of(pid_t pid);
// How many there are as soon as there are so many, or after five seconds.
unsigned children_in_the_end(pid_t pid, unsigned expected);

// Its cells: how many there are as soon as there are so many, or after five seconds.
unsigned cells_in_the_end(pid_t warden, unsigned expected);
// Kills the first process of each of them. How many there were.
unsigned cells_kill(pid_t warden);

// Holds the warden's keepers, at most CHILDREN_MAX, where they come to their exits. How many there are.
unsigned children_hold_keepers(pid_t warden, pid_t *ret_held);
// Lets them go. How many of them had come to their exits.
unsigned children_let_go(const pid_t *held, unsigned held_count);
