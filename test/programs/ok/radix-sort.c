// Least significant digit radix sort of 32-bit keys, negative ones too.
// option: {"compiler":{"optimize":"s","warnings":["all","extra","conversion"]}}
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void radix_sort(int32_t *v, int32_t *space, size_t n) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
        size_t start[257] = {0};
        for (size_t i = 0; i < n; i++) {
            uint32_t key = (uint32_t)v[i] ^ UINT32_C(0x80000000);
            start[(key >> shift & 0xff) + 1]++;
        }
        for (int d = 0; d < 256; d++) start[d + 1] += start[d];
        for (size_t i = 0; i < n; i++) {
            uint32_t key = (uint32_t)v[i] ^ UINT32_C(0x80000000);
            space[start[key >> shift & 0xff]++] = v[i];
        }
        int32_t *t = v;
        v = space;
        space = t;
    }
}

int main(void) {
    enum { COUNT = 5000 };
    static int32_t v[COUNT], space[COUNT];
    uint32_t state = 2463534242;
    for (size_t i = 0; i < COUNT; i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        v[i] = (int32_t)state;
    }
    v[17] = INT32_MIN;
    v[18] = INT32_MAX;
    radix_sort(v, space, COUNT);
    for (size_t i = 1; i < COUNT; i++)
        if (v[i - 1] > v[i]) {
            printf("out of order at %zu\n", i);
            return 1;
        }
    printf("%" PRId32 " ... %" PRId32 " ... %" PRId32 "\n", v[0], v[COUNT / 2], v[COUNT - 1]);
    return 0;
}
