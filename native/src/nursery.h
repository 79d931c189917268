// Where cells are born: in processes beside the warden, so that the warden itself never waits for the kernel.
//
// There is a keeper for each slot, which is in the slot's group, so that its cells are born in it, and there are
// zygotes (zygote.h). Both answer requests over the socket at CONTROL_FD. A cell is a child of the warden all the same.
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "jail.h"
#include "zygote.h"

// Waits for a request and returns the descriptor that came along; ends the process when the warden has.
int nursery_receive(struct zygote_request *ret_request);
// Clones the calling process into fresh namespaces, as a child of its parent. 0 in the child, the pid with
// *ret_pidfd in the caller, -1 with errno.
pid_t nursery_clone(int *ret_pidfd);
// Tells the warden of a clone (its pid and pidfd) or of a failure (-errno and -1).
void nursery_reply(uint32_t serial, int pid, int pidfd);

// A keeper's life. `groups` are directories whose cgroup.procs it enters first (-1: none).
_Noreturn void keeper_main(const struct jail *jail, const int *groups, unsigned groups_count);
