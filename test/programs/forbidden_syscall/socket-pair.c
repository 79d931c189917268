// A pair of sockets as a pipe in disguise.
// expect: {"syscall":"socketpair"}
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    int ends[2];
    char back[8] = "";
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return perror("socketpair"), 1;
    if (write(ends[0], "ping", 4) != 4 || read(ends[1], back, sizeof back) != 4) return 2;
    puts(back);
    return 0;
}
