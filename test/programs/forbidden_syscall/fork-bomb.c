// The classic; it ends at its first fork.
// expect: {"syscall":["clone","fork"],"stdout":"fork 1\n"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    for (int generation = 1;; generation++) {
        printf("fork %d\n", generation);
        fflush(stdout);
        fork();
    }
}
