// The right answer first, a destructor without end afterwards: the limit wins, the output stays.
// option: {"limits":{"cpuMs":300}}
// stdin: "6 7\n"
// expect: {"stdout":"42\n"}
#include <stdio.h>

__attribute__((destructor)) static void linger(void) {
    fflush(stdout);
    for (volatile int n = 0;; n++) {
    }
}

int main(void) {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 1;
    printf("%d\n", a * b);
    return 0;
}
