// Output that is written when main is over counts like any other.
// case: L04
// verdict: ok
// expect: {"stdout":"main\natexit\ndestructor\n"}
#include <stdio.h>
#include <stdlib.h>

static void late(void) { puts("atexit"); }
__attribute__((destructor)) static void later(void) { puts("destructor"); }

int main(void) {
    atexit(late);
    puts("main");
    return 0;
}
