// The strict profile computes; it doesn't wait.
// option: {"profile":"strict"}
// expect: {"syscall":["clock_nanosleep","nanosleep"]}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    for (int i = 3; i > 0; i--) {
        printf("%d\n", i);
        sleep(1);
    }
    return 0;
}
