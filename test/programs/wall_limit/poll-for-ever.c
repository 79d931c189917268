// Waiting for input on descriptors on which nothing will ever arrive.
// option: {"limits":{"wallMs":1000}}
#include <poll.h>
#include <stdio.h>
#include <sys/select.h>

int main(void) {
    struct pollfd none[1] = {{.fd = -1, .events = POLLIN}};
    printf("in no time: %d\n", poll(none, 1, 10));
    fflush(stdout);
    fd_set empty;
    FD_ZERO(&empty);
    int ready = select(1, NULL, NULL, &empty, NULL);
    printf("select %d\n", ready);
    return 0;
}
