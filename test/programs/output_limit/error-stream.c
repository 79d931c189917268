// stderr has a limit of its own; stdout is not cut with it.
// option: {"limits":{"outputBytes":20000}}
// expect: {"truncated":"stderr","stdout":"counting warnings\n"}
#include <stdio.h>

int main(void) {
    puts("counting warnings");
    fflush(stdout);
    for (unsigned long n = 1;; n++) fprintf(stderr, "warning %lu: nothing happened again\n", n);
}
