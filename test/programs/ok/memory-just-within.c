// Nearly all of its memory limit, touched page by page, given back and touched again.
// option: {"limits":{"memoryBytes":67108864}}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    enum { MEGABYTE = 1 << 20, COUNT = 56 };
    char *blocks[COUNT];
    long sum = 0;
    for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < COUNT; i++) {
            blocks[i] = malloc(MEGABYTE);
            if (!blocks[i]) return printf("refused at %d MiB\n", i), 1;
            memset(blocks[i], i + round, MEGABYTE);
        }
        for (int i = 0; i < COUNT; i++) {
            sum += blocks[i][MEGABYTE / 2];
            free(blocks[i]);
        }
    }
    printf("%d MiB three times, sum %ld\n", COUNT, sum);
    return 0;
}
