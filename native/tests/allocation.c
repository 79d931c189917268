// Stands between the code under test and the allocator.
#include "allocation.h"

#include <stddef.h>

// The linker's --wrap calls the wrappers without an argument of ours, so the countdown can only live here.
static long countdown;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void allocation_fail_at(long call) { countdown = call; }
int allocation_failed(void) { return countdown < 0; }

static int fails_now(void) {
    if (countdown <= 0) return 0;
    if (--countdown > 0) return 0;
    countdown = -1;
    return 1;
}

void *__wrap_malloc(size_t size) { return fails_now() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return fails_now() ? NULL : __real_calloc(count, size); }
void *__wrap_realloc(void *old, size_t size) { return fails_now() ? NULL : __real_realloc(old, size); }
