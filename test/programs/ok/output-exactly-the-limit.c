// Exactly the limit is not over it.
// option: {"limits":{"outputBytes":100000}}
// expect: {"stdoutBytes":100000}
#include <stdio.h>
#include <string.h>

int main(void) {
    static char block[1000];
    memset(block, '=', sizeof block);
    block[999] = '\n';
    for (int i = 0; i < 100; i++) fwrite(block, 1, sizeof block, stdout);
    return fflush(stdout);
}
