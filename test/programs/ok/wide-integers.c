// 128-bit integers, overflow builtins, saturating arithmetic and fixed-width limits.
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

static void show(const char *name, unsigned __int128 n) {
    char digits[48], *at = digits + sizeof digits - 1;
    *at = '\0';
    do *--at = (char)('0' + (int)(n % 10));
    while (n /= 10);
    printf("%s %s\n", name, at);
}

static int32_t saturating_add(int32_t a, int32_t b) {
    int32_t sum;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return a < 0 ? INT32_MIN : INT32_MAX;
}

int main(void) {
    show("2^64 squared - 1:", (unsigned __int128)-1);
    unsigned __int128 product = 1;
    for (unsigned i = 2; i <= 34; i++) product *= i;
    show("34!:", product);
    printf("%d %d %d\n", saturating_add(INT32_MAX, 1), saturating_add(INT32_MIN, -1), saturating_add(40, 2));
    int64_t wide;
    uint8_t narrow;
    printf("%d ", __builtin_mul_overflow(INT64_MAX, 2, &wide));
    printf("%d ", __builtin_mul_overflow(200, 1, &narrow));
    int overflows = __builtin_add_overflow(200, 100, &narrow);
    printf("%d %u\n", overflows, narrow);
    printf("%d %u %lu\n", INT_MIN, UINT_MAX, ULONG_MAX);
    printf("%" PRIdLEAST16 " %zu %zu %zu\n", INT_LEAST16_MIN, sizeof(int_fast8_t), sizeof(int_fast32_t), sizeof(uintmax_t));
    printf("%d %d %d\n", CHAR_BIT, SCHAR_MIN, (char)-1 < 0);
    printf("%d %u\n", (int)(INT64_C(1) << 33 >> 32), (unsigned)-1 % 10u);
    return 0;
}
