// A program that wants to tell someone: there is no socket to tell it with.
// expect: {"syscall":"socket","abi":"x86_64","message":"socket","stdout":"calling home\n"}
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct sockaddr_in home = {.sin_family = AF_INET, .sin_port = htons(8080)};
    inet_pton(AF_INET, "127.0.0.1", &home.sin_addr);
    puts("calling home");
    fflush(stdout);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&home, sizeof home) < 0) return perror("connect"), 1;
    const char request[] = "POST /run HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return write(fd, request, strlen(request)) > 0 ? 0 : 1;
}
