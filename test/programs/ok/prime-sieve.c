// The sieve of Eratosthenes over a bit array: how many primes, the last one, twin primes.
// option: {"compiler":{"optimize":"2","standard":"c11"}}
#include <limits.h>
#include <stdint.h>
#include <stdio.h>

#define LIMIT 1000000u
static uint64_t composite[LIMIT / 64 + 1];

static void strike(uint32_t n) { composite[n / 64] |= UINT64_C(1) << n % 64; }
static int is_prime(uint32_t n) { return !(composite[n / 64] >> n % 64 & 1); }

int main(void) {
    strike(0);
    strike(1);
    for (uint32_t p = 2; p * p <= LIMIT; p++)
        if (is_prime(p))
            for (uint32_t multiple = p * p; multiple <= LIMIT; multiple += p) strike(multiple);
    int count = 0, twins = 0;
    uint32_t last = 0, gap = 0;
    for (uint32_t n = 2; n <= LIMIT; n++) {
        if (!is_prime(n)) continue;
        count++;
        twins += n - last == 2;
        if (last && n - last > gap) gap = n - last;
        last = n;
    }
    printf("%d primes up to %u, the last %u; %d twins; widest gap %u\n", count, LIMIT, last, twins, gap);
    return 0;
}
