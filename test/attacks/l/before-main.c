// A constructor that prints and leaves: there is no more to it.
// case: L05
// verdict: ok
// expect: {"stdout":"first\n"}
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void first(void) {
    puts("first");
    fflush(stdout);
    _Exit(0);
}

int main(void) { return puts("never") < 0; }
