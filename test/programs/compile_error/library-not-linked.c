// Without the mathematics library its functions are undefined.
// option: {"compiler":{"libraries":[]}}
// expect: {"compileContains":"undefined reference to"}
#include <math.h>
#include <stdio.h>

int main(int argc, char **argv) {
    (void)argv;
    printf("%g\n", tgamma(argc + 0.5));
    return 0;
}
