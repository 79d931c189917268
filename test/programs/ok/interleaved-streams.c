// stdout and stderr arrive in the order in which they were written.
// expect: {"stderrContains":"err 1\nerr 2\nerr 3\n"}
#include <stdio.h>

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1024);
    for (int i = 1; i <= 3; i++) {
        printf("out %d\n", i);
        fprintf(stderr, "err %d\n", i);
    }
    return 0;
}
