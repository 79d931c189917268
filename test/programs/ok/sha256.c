// SHA-256 from its definition, checked against known digests.
// stdin: "The quick brown fox jumps over the lazy dog"
// option: {"compiler":{"optimize":"3","warnings":["all","extra","shadow","strict-prototypes","missing-prototypes"]}}
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint32_t k[64], h[8];

static uint32_t rotate(uint32_t x, int by) { return x >> by | x << (32 - by); }

static void prepare(void) {
    int found = 0;
    for (int n = 2; found < 64; n++) {
        int prime = 1;
        for (int d = 2; d * d <= n; d++) prime &= n % d != 0;
        if (!prime) continue;
        long double root = cbrtl(n);
        k[found] = (uint32_t)((root - floorl(root)) * 4294967296.0L);
        if (found < 8) {
            root = sqrtl(n);
            h[found] = (uint32_t)((root - floorl(root)) * 4294967296.0L);
        }
        found++;
    }
}

static void block(const uint8_t *bytes) {
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)bytes[4 * i] << 24 | (uint32_t)bytes[4 * i + 1] << 16 | (uint32_t)bytes[4 * i + 2] << 8 | bytes[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + w[i - 7] + (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) +
               (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(s, h, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t t1 = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
        uint32_t t2 = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += t1;
        s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
}

int main(void) {
    uint8_t buffer[64];
    uint64_t total = 0;
    size_t length;
    prepare();
    while ((length = fread(buffer, 1, 64, stdin)) == 64) {
        block(buffer);
        total += 64;
    }
    total += length;
    buffer[length++] = 0x80;
    memset(buffer + length, 0, 64 - length);
    if (length > 56) {
        block(buffer);
        memset(buffer, 0, 64);
    }
    for (int i = 0; i < 8; i++) buffer[56 + i] = (uint8_t)(total * 8 >> (56 - 8 * i));
    block(buffer);
    for (int i = 0; i < 8; i++) printf("%08x", (unsigned)h[i]);
    putchar('\n');
    return h[0] == 0xd7a8fbb3 && h[7] == 0x37c9e592 ? 0 : 1;
}
