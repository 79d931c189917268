// Ranges of user ids: one id per cell, shared with nobody.
#pragma once

#include <sys/types.h>

enum { IDENTITY_FIRST = 1900000000, IDENTITY_RANGE = 1024, IDENTITY_RANGES = 64 };

// Takes a range that no other warden of this host uses, for as long as *ret_lock is open: *ret_base belongs to
// the cells' init, *ret_base + 1 + slot to the program in that slot. 0 or -errno.
int identity_take(uid_t *ret_base, int *ret_lock);
