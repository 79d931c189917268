// C11 atomics: every operation alone, compare-exchange loops, fences and flags, 16 bytes by libatomic.
// option: {"compiler":{"standard":"c17","libraries":["atomic","pthread"]}}
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>

struct pair {
    uint64_t low, high;
};

static atomic_int counter, peak;
static _Atomic struct pair wide;
static atomic_flag spin = ATOMIC_FLAG_INIT;
static long guarded;

static void *work(void *argument) {
    int seed = (int)(intptr_t)argument;
    for (int i = 0; i < 5000; i++) {
        int now = atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed) + seed % 2;
        int seen = atomic_load(&peak);
        while (now > seen && !atomic_compare_exchange_weak(&peak, &seen, now)) {
        }
        struct pair old = atomic_load(&wide), new;
        do new = (struct pair){old.low + 1, old.high + 2};
        while (!atomic_compare_exchange_weak(&wide, &old, new));
        while (atomic_flag_test_and_set_explicit(&spin, memory_order_acquire)) {
        }
        guarded++;
        atomic_flag_clear_explicit(&spin, memory_order_release);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)(intptr_t)i) != 0) return 1;
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    struct pair end = atomic_load(&wide);
    printf("%d %ld %llu %llu\n", counter, guarded, (unsigned long long)end.low, (unsigned long long)end.high);
    printf("peak %d\n", atomic_load(&peak) >= 20000 - 1);
    atomic_uint bits = 0xf0;
    printf("%x ", atomic_fetch_or(&bits, 0x0f));
    printf("%x ", atomic_fetch_and(&bits, 0x3c));
    printf("%x ", atomic_fetch_xor(&bits, 0xff));
    printf("%x ", atomic_exchange(&bits, 7));
    printf("%x\n", atomic_load(&bits));
    printf("%d %d\n", atomic_is_lock_free(&bits), ATOMIC_LONG_LOCK_FREE);
    return 0;
}
