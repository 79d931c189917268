// Base64 of every length of input, encoded and decoded.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(const uint8_t *in, size_t n, char *out) {
    for (size_t i = 0; i < n; i += 3) {
        uint32_t word = (uint32_t)in[i] << 16;
        if (i + 1 < n) word |= (uint32_t)in[i + 1] << 8;
        if (i + 2 < n) word |= in[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) *out++ = alphabet[word >> shift & 63];
        if (i + 1 >= n) out[-2] = '=';
        if (i + 2 >= n) out[-1] = '=';
    }
    *out = '\0';
}

static size_t decode(const char *in, uint8_t *out) {
    size_t n = 0;
    for (; *in; in += 4) {
        uint32_t word = 0;
        int pads = 0;
        for (int i = 0; i < 4; i++) {
            const char *at = in[i] == '=' ? (pads++, alphabet) : strchr(alphabet, in[i]);
            word = word << 6 | (uint32_t)(at - alphabet);
        }
        for (int i = 0; i < 3 - pads; i++) out[n++] = (uint8_t)(word >> (16 - 8 * i));
    }
    return n;
}

int main(void) {
    const char *samples[] = {"", "M", "Ma", "Man", "light work.", "\xff\xfe\xfd\x80"};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        char text[64];
        uint8_t back[64];
        size_t length = strlen(samples[i]);
        encode((const uint8_t *)samples[i], length, text);
        int same = decode(text, back) == length && memcmp(back, samples[i], length) == 0;
        printf("%zu bytes: '%s' %s\n", length, text, same ? "ok" : "broken");
    }
    return 0;
}
