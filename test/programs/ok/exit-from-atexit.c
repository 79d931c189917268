// An atexit handler that ends the program with _exit decides the status.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int problems;

static void settle(void) {
    printf("%d problems settled\n", problems);
    fflush(stdout);
    _exit(problems - 3);
}

int main(void) {
    atexit(settle);
    for (int i = 0; i < 3; i++) problems++;
    return 42;
}
