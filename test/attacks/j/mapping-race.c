// Sixteen threads that map, unmap, move and advise the same addresses.
// case: J08
// verdict: time_limit signal memory_limit
// adapted: for as long as the CPU limit lets it, not for 30 s; --repeat makes it longer
// option: {"limits":{"cpuMs":1500,"wallMs":60000}}
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

static char *place;
enum { SIZE = 1 << 20 };

static void *race(void *seed) {
    for (uintptr_t x = (uintptr_t)seed * 2654435761u + 1;; x = x * 6364136223846793005u + 1442695040888963407u) {
        char *at = place + (x >> 33) % SIZE / 4096 * 4096;
        size_t size = ((x >> 20) % 16 + 1) * 4096;
        switch ((x >> 60) % 5) {
        case 0: mmap(at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0); break;
        case 1: munmap(at, size); break;
        case 2: mremap(at, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, place + (x >> 40) % SIZE / 4096 * 4096); break;
        case 3: madvise(at, size, MADV_DONTNEED); break;
        default: mprotect(at, size, (x >> 50) % 2 ? PROT_READ : PROT_READ | PROT_WRITE); break;
        }
    }
    return NULL;
}

int main(void) {
    pthread_t thread;
    place = mmap(NULL, SIZE * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (uintptr_t i = 1; i < 16; i++) pthread_create(&thread, NULL, race, (void *)i);
    race(NULL);
}
