// The hierarchies of control groups, and where we are in them. `proc`: a descriptor of /proc.
#pragma once

// Version 2 gives controllers only to groups without processes of their own, which go to a leaf. The name is the one
// that systemd's manuals suggest for it.
#define HIERARCHY_LEAF "supervisor"

// Opens our group's directory in the hierarchy with that controller ("" for version 2), wherever it is mounted. 0 or
// -errno.
int hierarchy_open(int proc, const char *wanted, int *ret_dir);
// Opens the group that ours, of version 2 and open as `own`, is the leaf of; -1 where it is none.
int hierarchy_open_above_leaf(int proc, int own);
