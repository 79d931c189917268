// Static arrays that fit just below the limit, and a buffer that grows beside them.
// option: {"limits":{"memoryBytes":67108864}}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char first[40 << 20], second[20 << 20];

int main(void) {
    memset(first, 1, sizeof first);
    printf("first %d\n", first[sizeof first - 1]);
    fflush(stdout);
    memset(second, 2, sizeof second);
    static char *grown;
    for (size_t size = 1 << 20;; size += 1 << 20) {
        grown = realloc(grown, size);
        memset(grown, 3, size);
    }
}
