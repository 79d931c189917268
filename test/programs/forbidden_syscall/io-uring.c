// io_uring does its work behind the back of any filter.
// expect: {"syscall":"io_uring_setup"}
#include <linux/io_uring.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    struct io_uring_params parameters;
    memset(&parameters, 0, sizeof parameters);
    long ring = syscall(SYS_io_uring_setup, 8, &parameters);
    printf("ring %ld with %u entries\n", ring, parameters.sq_entries);
    return 0;
}
