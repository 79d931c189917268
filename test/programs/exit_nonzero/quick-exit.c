// quick_exit runs its own handlers and neither atexit's nor the flush of stdout's buffer.
// expect: {"exitCode":6,"stderrContains":"quick handler"}
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void quick(void) { fputs("quick handler\n", stderr); }
static void slow(void) { fputs("atexit handler must not run\n", stdout); }

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 4096);
    if (atexit(slow) != 0 || at_quick_exit(quick) != 0) return 1;
    puts("flushed by hand");
    fflush(stdout);
    puts("left in the buffer");
    quick_exit(6);
}
