// Two files define the same function: the linker names both.
// expect: {"compileContains":"multiple definition of"}
#include <stdio.h>

void greet(const char *name) { printf("hello %s\n", name); }
void run(void);

int main(void) {
    greet("main");
    run();
    return 0;
}
