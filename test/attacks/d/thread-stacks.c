// Sixteen threads that each touch 8 MB of their stacks.
// case: D15
// verdict: memory_limit
// option: {"limits":{"memoryBytes":67108864}}
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static void *fill(void *unused) {
    char all[7 << 20];
    memset(all, 1, sizeof all);
    __asm__ volatile("" ::"r"(all) : "memory");
    pause();
    return unused;
}

int main(void) {
    pthread_t thread;
    for (int i = 0; i < 16; i++) pthread_create(&thread, NULL, fill, NULL);
    pause();
    return 0;
}
