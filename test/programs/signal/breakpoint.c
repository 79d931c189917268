// A breakpoint without a debugger.
// expect: {"signal":"SIGTRAP"}
#include <stdio.h>

int main(void) {
    int watched = 0;
    for (int i = 0; i < 5; i++) {
        watched += i * i;
        if (watched > 10) {
            printf("stopping at i = %d, watched = %d\n", i, watched);
            fflush(stdout);
            __asm__ volatile("int3");
        }
    }
    return 0;
}
