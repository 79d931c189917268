// A sleep that is longer than the wall limit.
// option: {"limits":{"wallMs":1000}}
// expect: {"stdout":"good night\n"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    puts("good night");
    fflush(stdout);
    unsigned left = sleep(1000);
    printf("good morning, %u seconds early\n", left);
    return 0;
}
