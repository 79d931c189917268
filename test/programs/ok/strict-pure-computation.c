// The strict profile: compute, read stdin, write stdout and stderr, allocate, end.
// stdin: "64\n"
// option: {"profile":"strict"}
// expect: {"stderrContains":"ready"}
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    int digits;
    if (scanf("%d", &digits) != 1 || digits < 1) return 1;
    fprintf(stderr, "ready\n");
    // Spigot for the digits of pi.
    size_t length = (size_t)digits * 10 / 3 + 1;
    int64_t *remainders = malloc(length * sizeof *remainders);
    if (!remainders) return 2;
    for (size_t i = 0; i < length; i++) remainders[i] = 2;
    int nines = 0, held = 0, printed = -1;
    while (printed < digits) {
        int64_t carry = 0;
        for (size_t i = length; i-- > 0;) {
            int64_t x = remainders[i] * 10 + carry * (int64_t)(i + 1);
            int64_t divisor = i ? (int64_t)(2 * i + 1) : 10;
            remainders[i] = x % divisor;
            carry = x / divisor;
        }
        if (carry == 9) {
            nines++;
            continue;
        }
        int bump = carry == 10;
        if (printed >= 0) putchar('0' + held + bump);
        printed++;
        for (; nines > 0; nines--, printed++) putchar(bump ? '0' : '9');
        held = bump ? 0 : (int)carry;
    }
    putchar('\n');
    free(remainders);
    return 0;
}
