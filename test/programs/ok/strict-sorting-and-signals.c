// The strict profile still has qsort, realloc of large blocks, setjmp, signals to oneself and clocks.
// option: {"profile":"strict","compiler":{"optimize":"2"}}
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static jmp_buf out;
static volatile sig_atomic_t handled;

static void handler(int signal) { handled = signal; }

static int ascending(const void *a, const void *b) { return memcmp(a, b, 8); }

int main(void) {
    size_t count = 1000, used = 0;
    char (*keys)[8] = malloc(count * sizeof *keys);
    unsigned seed = 1;
    for (; used < 300000; used++) {
        if (used == count && !(keys = realloc(keys, (count *= 2) * sizeof *keys))) return 1;
        seed = seed * 69069 + 5;
        char text[16];
        snprintf(text, sizeof text, "%08x", seed);
        memcpy(keys[used], text, 8);
    }
    qsort(keys, used, sizeof *keys, ascending);
    printf("%.8s %.8s %.8s\n", keys[0], keys[used / 2], keys[used - 1]);
    free(keys);

    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    printf("handled %d\n", handled == SIGUSR1);
    int level = setjmp(out);
    if (level < 3) longjmp(out, level + 1);
    printf("level %d, clock runs %d\n", level, time(NULL) > 0 && clock() != (clock_t)-1);
    return 0;
}
