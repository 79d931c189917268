// Makes memory run out on purpose. Programs that use this are linked with --wrap for malloc, calloc and realloc.
#pragma once

// The allocation that many calls from now fails, once: 1 is the next; 0 is never.
void allocation_fail_at(long call);
// Whether the failure that was asked for has happened.
int allocation_failed(void);
