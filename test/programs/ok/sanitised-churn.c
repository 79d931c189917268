// What AddressSanitizer keeps of freed memory, to see whether it is used again, stays well within the usual limit.
// option: {"compiler":{"sanitize":["address"],"optimize":"1"}}
// expect: {"exitCode":0}
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    for (int i = 0; i < 1500000; i++) {
        volatile char *piece = malloc(100);
        if (!piece) return 1;
        piece[0] = 1;
        free((void *)piece);
    }
    char *grown = NULL;
    for (size_t size = 20000; size < 4000000; size += 20000) {
        char *larger = realloc(grown, size);
        if (!larger) return 1;
        grown = larger;
        grown[size - 1] = 1;
    }
    free(grown);
    puts("done");
    return 0;
}
