// The value that main returns is the status, and what was printed stays.
// expect: {"exitCode":3,"message":"3"}
#include <stdio.h>

static int classify(int a, int b, int c) {
    if (a + b <= c || b + c <= a || a + c <= b) return 3;
    if (a == b && b == c) return 0;
    return a == b || b == c || a == c ? 1 : 2;
}

int main(void) {
    printf("equilateral %d, isosceles %d, scalene %d\n", classify(2, 2, 2), classify(2, 2, 3), classify(3, 4, 5));
    return classify(1, 2, 3);
}
