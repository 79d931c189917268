// Arbitrary precision: factorials and Fibonacci numbers beyond any machine word.
#include <stdint.h>
#include <stdio.h>

enum { LIMBS = 64, BASE = 1000000000 };
typedef struct {
    int used;
    uint32_t limb[LIMBS];
} big;

static void multiply(big *n, uint32_t factor) {
    uint64_t carry = 0;
    for (int i = 0; i < n->used; i++) {
        carry += (uint64_t)n->limb[i] * factor;
        n->limb[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
    if (carry) n->limb[n->used++] = (uint32_t)carry;
}

static void add(big *to, const big *what) {
    uint32_t carry = 0;
    for (int i = 0; i < what->used || carry; i++) {
        if (i == to->used) to->limb[to->used++] = 0;
        carry += to->limb[i] + (i < what->used ? what->limb[i] : 0);
        to->limb[i] = carry % BASE;
        carry /= BASE;
    }
}

static void show(const char *name, const big *n) {
    printf("%s = %u", name, n->limb[n->used - 1]);
    for (int i = n->used - 1; i-- > 0;) printf("%09u", n->limb[i]);
    putchar('\n');
}

int main(void) {
    big factorial = {1, {1}};
    for (uint32_t i = 2; i <= 100; i++) multiply(&factorial, i);
    show("100!", &factorial);
    big a = {1, {0}}, b = {1, {1}};
    for (int i = 0; i < 300; i += 2) {
        add(&a, &b);
        add(&b, &a);
    }
    show("F(300)", &a);
    return 0;
}
