// What stdio still holds at a crash is lost, as everywhere; what was flushed is kept.
// expect: {"signal":"SIGSEGV"}
#include <stdio.h>

static void smash(volatile char *target) {
    for (int i = 0; i < 8; i++) target[i] = 'x';
}

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 8192);
    puts("flushed");
    fflush(stdout);
    puts("still in the buffer");
    smash((char *)"a literal that cannot be written");
    puts("never reached");
    return 0;
}
