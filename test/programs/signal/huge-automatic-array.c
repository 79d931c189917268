// An automatic array larger than the stack.
// option: {"limits":{"stackBytes":1048576},"compiler":{"optimize":"0"}}
// differs: the host's stack is larger
// expect: {"signal":"SIGSEGV","stdout":"small is fine: 4950\n"}
#include <stdio.h>

static long triangle(int n) {
    double table[n];
    for (int i = 0; i < n; i++) table[i] = i;
    double sum = 0;
    for (int i = 0; i < n; i++) sum += table[i];
    return (long)sum;
}

int main(void) {
    printf("small is fine: %ld\n", triangle(100));
    fflush(stdout);
    printf("large is not: %ld\n", triangle(500000));
    return 0;
}
