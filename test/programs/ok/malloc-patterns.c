// The allocator under strain: many sizes, realloc in place and moved, calloc's zeros, fragmentation.
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 500, ROUNDS = 40000 };
static struct {
    unsigned char *bytes;
    size_t size;
    unsigned char fill;
} slots[SLOTS];

int main(void) {
    uint32_t state = 7;
    int damaged = 0, unaligned = 0;
    size_t live = 0, most = 0;
    for (int round = 0; round < ROUNDS; round++) {
        state = state * 1103515245 + 12345;
        int i = (int)(state >> 8) % SLOTS;
        size_t size = (state >> 16) % 7 == 0 ? (state >> 10) % 70000 : (state >> 12) % 300;
        for (size_t b = 0; b < slots[i].size; b += 64) damaged += slots[i].bytes[b] != slots[i].fill;
        live -= slots[i].size;
        if (state >> 31 && slots[i].bytes) {
            slots[i].bytes = realloc(slots[i].bytes, size + 1);
            if (slots[i].size && size) damaged += slots[i].bytes[0] != slots[i].fill;
        } else {
            free(slots[i].bytes);
            slots[i].bytes = malloc(size + 1);
        }
        if (!slots[i].bytes) return 1;
        unaligned += (uintptr_t)slots[i].bytes % 16 != 0;
        slots[i].size = size;
        slots[i].fill = (unsigned char)round;
        memset(slots[i].bytes, round, size);
        live += size;
        if (live > most) most = live;
    }
    for (int i = 0; i < SLOTS; i++) free(slots[i].bytes);
    int *zeros = calloc(100000, sizeof *zeros);
    int set = 0;
    for (int i = 0; zeros && i < 100000; i++) set += zeros[i] != 0;
    errno = 0;
    void *overflow = calloc(SIZE_MAX / 2, 4);
    printf("damaged %d, unaligned %d, most %zu, set %d\n", damaged, unaligned, most, set);
    printf("overflow %d %d, usable %d\n", overflow == NULL, errno == ENOMEM, malloc_usable_size(zeros) >= 400000);
    free(zeros);
    return 0;
}
