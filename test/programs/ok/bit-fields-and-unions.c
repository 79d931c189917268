// Bit-fields, unions, and the bits of a float, by union and by memcpy.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct date {
    unsigned day : 5, month : 4, year : 12;
    signed offset : 6;
};

union value {
    float real;
    uint32_t bits;
    unsigned char bytes[4];
};

struct token {
    enum { INTEGER, REAL, TEXT } kind;
    union {
        long integer;
        double real;
        char text[8];
    };
};

static void show(const struct token *t) {
    switch (t->kind) {
        case INTEGER: printf("integer %ld\n", t->integer); break;
        case REAL: printf("real %g\n", t->real); break;
        case TEXT: printf("text %s\n", t->text); break;
    }
}

int main(void) {
    struct date d = {.day = 31, .month = 12, .year = 1999, .offset = -5};
    printf("%zu bytes: %u-%u-%u %d\n", sizeof d, d.year, d.month, d.day, d.offset);
    d.day++;
    d.month += 4;
    printf("wrapped: %u %u\n", d.day, d.month);

    const float samples[] = {1.0f, -2.5f, 0.1f, 0.0f, 1e-45f};
    for (int i = 0; i < 5; i++) {
        union value v = {.real = samples[i]};
        uint32_t copied;
        memcpy(&copied, &samples[i], sizeof copied);
        printf("%g: sign %u exponent %d fraction %06x %d\n", (double)v.real, v.bits >> 31, (int)(v.bits >> 23 & 255) - 127, v.bits & 0x7fffff,
               copied == v.bits);
    }
    union value order = {.bits = 0x01020304};
    printf("%s endian\n", order.bytes[0] == 4 ? "little" : "big");
    const struct token tokens[] = {{INTEGER, {.integer = 42}}, {REAL, {.real = 2.5}}, {.kind = TEXT, .text = "seven"}};
    for (int i = 0; i < 3; i++) show(&tokens[i]);
    return 0;
}
