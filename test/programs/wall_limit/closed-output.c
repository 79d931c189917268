// Closing stdout and stderr is not ending.
// option: {"limits":{"wallMs":1000}}
// expect: {"stdout":"last words\n"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    puts("last words");
    fclose(stdout);
    fclose(stderr);
    close(0);
    for (;;) pause();
}
