// Only the low eight bits of a status are kept: -1 becomes 255.
// expect: {"exitCode":255}
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    int status = 0;
    for (int i = 0; i < 10; i++) status = status * 2 - 1;
    printf("status %d, low bits %d\n", status, status & 255);
    exit(status | 255);
}
