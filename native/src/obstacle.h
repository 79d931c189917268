// Settings of a host that keep an ordinary user from user namespaces.
#pragma once

// The setting in the way and what to do about it, one line; NULL where none is seen. `proc`: a descriptor of /proc.
const char *obstacle_to_user_namespaces(int proc);
