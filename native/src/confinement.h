// The profile or domain that the host's mandatory access control puts this process in.
#pragma once

#include <stddef.h>

enum confinement { CONFINEMENT_NONE, CONFINEMENT_UNCONFINED, CONFINEMENT_CONFINED };

// Reads it by a descriptor of /proc: NONE where the kernel runs neither AppArmor nor SELinux, UNCONFINED where it has
// no rules for us. ret_label is the kernel's word for it, "none" without one.
enum confinement confinement_read(int proc, char *ret_label, size_t size);
