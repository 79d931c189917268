// The x32 door: the same calls with a bit set.
// expect: {"syscall":"socket","abi":"x32"}
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    const long x32 = 0x40000000;
    long fd = syscall(x32 | SYS_socket, AF_INET, SOCK_STREAM, 0);
    printf("descriptor %ld\n", fd);
    return 0;
}
