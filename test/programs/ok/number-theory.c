// Extended Euclid, modular powers with 128-bit products, and Miller-Rabin.
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

static int64_t extended_gcd(int64_t a, int64_t b, int64_t *x, int64_t *y) {
    if (b == 0) {
        *x = 1;
        *y = 0;
        return a;
    }
    int64_t divisor = extended_gcd(b, a % b, y, x);
    *y -= a / b * *x;
    return divisor;
}

static uint64_t power(uint64_t base, uint64_t exponent, uint64_t modulus) {
    uint64_t result = 1;
    for (base %= modulus; exponent; exponent >>= 1) {
        if (exponent & 1) result = (uint64_t)((unsigned __int128)result * base % modulus);
        base = (uint64_t)((unsigned __int128)base * base % modulus);
    }
    return result;
}

static bool is_prime(uint64_t n) {
    static const uint64_t witnesses[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};
    if (n < 2) return false;
    int twos = __builtin_ctzll(n - 1);
    for (int i = 0; i < 12; i++) {
        if (n % witnesses[i] == 0) return n == witnesses[i];
        uint64_t x = power(witnesses[i], (n - 1) >> twos, n);
        bool passes = x == 1 || x == n - 1;
        for (int r = 1; r < twos && !passes; r++) passes = (x = power(x, 2, n)) == n - 1;
        if (!passes) return false;
    }
    return true;
}

int main(void) {
    int64_t x, y, divisor = extended_gcd(240, 46, &x, &y);
    printf("gcd(240, 46) = %" PRId64 " = 240 * %" PRId64 " + 46 * %" PRId64 "\n", divisor, x, y);
    printf("3^1000000007 mod 998244353 = %" PRIu64 "\n", power(3, 1000000007, 998244353));
    const uint64_t candidates[] = {561, 7919, 4294967291, 4294967297, 18446744073709551557u, 18446744073709551556u};
    for (int i = 0; i < 6; i++) printf("%" PRIu64 " is %s\n", candidates[i], is_prime(candidates[i]) ? "prime" : "composite");
    return 0;
}
