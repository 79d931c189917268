// Files are linked in the order that is asked for, which is that of their constructors.
// option: {"units":["z.c","main.c","a.c"]}
#include <stdio.h>

__attribute__((constructor)) static void begin(void) { puts("main"); }

int main(void) {
    puts("then main itself");
    return 0;
}
