// Input is there when the program begins, as from a file: also for one that looks without waiting.
// option: {"compiler":{"link":"static"}}
// stdin: "here\n"
// differs: plain gcc is given its input by a pipe here, which may be written to later
// expect: {"stdout":"5 bytes at once\n"}
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    if (poll(&input, 1, 0) != 1 || !(input.revents & POLLIN)) return puts("nothing yet") < 0 ? 2 : 1;
    char line[16];
    ssize_t length = read(0, line, sizeof line);
    printf("%zd bytes at once\n", length);
    return 0;
}
