// err.h names the program and the error; a failed allocation is taken seriously.
// expect: {"exitCode":71,"stderrContains":"Cannot allocate memory"}
#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static void *must_allocate(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block) err(EX_OSERR, "%zu times %zu bytes", count, size);
    return block;
}

int main(void) {
    int *small = must_allocate(10, sizeof *small);
    warnx("%d small ones are fine", small[9] + 10);
    puts("before");
    free(small);
    void *huge = must_allocate(SIZE_MAX / 8, 4);
    puts("after");
    free(huge);
    return 0;
}
