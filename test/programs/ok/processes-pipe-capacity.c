// A pipe says how much it holds, and takes that much and no byte more from a writer that won't wait.
// option: {"profile":"processes"}
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    int ends[2];
    if (pipe(ends) != 0) return 1;
    int capacity = fcntl(ends[1], F_GETPIPE_SZ);
    if (capacity < 4096 || fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0) return 2;
    int taken = 0;
    while (write(ends[1], "x", 1) == 1) taken++;
    printf("full at its capacity: %d, then: %s\n", taken == capacity, strerror(errno));
    return 0;
}
