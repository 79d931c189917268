// Classic bit tricks, each against the slow way, over many words.
#include <stdint.h>
#include <stdio.h>

static int population(uint32_t x) {
    x -= x >> 1 & 0x55555555;
    x = (x & 0x33333333) + (x >> 2 & 0x33333333);
    return (int)(((x + (x >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24);
}

static uint32_t reverse(uint32_t x) {
    x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
    x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
    x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
    return __builtin_bswap32(x);
}

static uint32_t next_power(uint32_t x) {
    x--;
    for (int shift = 1; shift < 32; shift *= 2) x |= x >> shift;
    return x + 1;
}

static uint32_t gray(uint32_t x) { return x ^ x >> 1; }

static uint64_t interleave(uint32_t x, uint32_t y) {
    uint64_t result = 0;
    for (int i = 0; i < 32; i++) result |= (uint64_t)(x >> i & 1) << 2 * i | (uint64_t)(y >> i & 1) << (2 * i + 1);
    return result;
}

int main(void) {
    uint32_t x = 0x12345678;
    int wrong = 0;
    for (int i = 0; i < 10000; i++) {
        x = x * 1664525 + 1013904223;
        int ones = 0;
        uint32_t mirrored = 0;
        for (int bit = 0; bit < 32; bit++) {
            ones += x >> bit & 1;
            mirrored = mirrored << 1 | (x >> bit & 1);
        }
        wrong += population(x) != ones || reverse(x) != mirrored;
        wrong += __builtin_popcount(gray(x) ^ gray(x + 1)) != 1;
        wrong += (x & (x - 1)) != (x & ~(x & -x));
        wrong += __builtin_parity(x) != (ones & 1);
    }
    printf("%d wrong\n", wrong);
    printf("%u %u %u\n", next_power(1000), next_power(1024), next_power(1025));
    printf("%016llx\n", (unsigned long long)interleave(0xffff0000, 0x0000ffff));
    printf("%d %d %d\n", __builtin_clz(1), __builtin_ctz(64), -7 >> 1);
    uint32_t a = 5, b = 9;
    a ^= b, b ^= a, a ^= b;
    printf("%u %u %08x\n", a, b, x);
    return wrong != 0;
}
