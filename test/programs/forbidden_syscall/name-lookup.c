// getaddrinfo opens sockets behind the scenes.
// expect: {"syscall":"socket"}
#include <netdb.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    struct addrinfo hints, *found;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    int error = getaddrinfo("metadata.internal", "http", &hints, &found);
    puts(error ? gai_strerror(error) : "resolved");
    return 0;
}
