// post HOST PORT: for each line "PATH BODY" that it reads, posts BODY (JSON) to PATH over a connection that stays open,
// and prints how many nanoseconds passed from the request's sending to the answer's last byte, the answer's status, and
// its body, which has to be one line and to come with its length.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *host, *port;
static char *answer;
static size_t room, len;

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "post: %s\n", what);
    exit(1);
}

static int dial(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    const int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) fail("HOST is no address");
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static int send_request(int fd, const char *path, const char *body) {
    char head[512];
    size_t size = strlen(body);
    int head_len = snprintf(head, sizeof head,
                            "POST %s HTTP/1.1\r\nhost: %s:%s\r\ncontent-type: application/json\r\n"
                            "content-length: %zu\r\n\r\n",
                            path, host, port, size);
    struct iovec parts[] = {{head, (size_t)head_len}, {(void *)body, size}};
    for (unsigned at = 0; at < 2;) {
        ssize_t sent = writev(fd, parts + at, 2 - (int)at);
        if (sent < 0) return -1;
        for (; at < 2 && (size_t)sent >= parts[at].iov_len; at++) sent -= (ssize_t)parts[at].iov_len;
        if (at < 2) parts[at] = (struct iovec){(char *)parts[at].iov_base + sent, parts[at].iov_len - (size_t)sent};
    }
    return 0;
}

// Where the body begins and how long it will be; 0 while the head is not whole.
static size_t head_of(size_t *ret_body) {
    const char *end = len ? strstr(answer, "\r\n\r\n") : NULL;
    if (!end) return 0;
    const char *said = strcasestr(answer, "\r\ncontent-length:");
    if (!said || said > end) fail("an answer without a length");
    *ret_body = strtoul(said + strlen("\r\ncontent-length:"), NULL, 10);
    return (size_t)(end - answer) + 4;
}

// The body's place in the answer; 0 where the connection ended before it was whole.
static size_t receive(int fd) {
    len = 0;
    for (;;) {
        if (room - len < 65536 && !(answer = realloc(answer, room = 2 * room + 131072))) fail("no memory");
        ssize_t got = read(fd, answer + len, room - len - 1);
        if (got <= 0) return 0;
        answer[len += (size_t)got] = 0;
        size_t body = 0, head = head_of(&body);
        if (head > 0 && len >= head + body) return head;
    }
}

int main(int argc, char **argv) {
    if (argc != 3) fail("usage: post HOST PORT");
    host = argv[1], port = argv[2];
    char *line = NULL;
    size_t size = 0;
    int fd = dial();
    for (ssize_t got; (got = getline(&line, &size, stdin)) > 0;) {
        char *body = strchr(line, ' ');
        if (!body) fail("a line without a body");
        *body++ = 0;
        line[got - 1] = 0;
        size_t at = 0;
        struct timespec begin, end;
        // A connection that was idle for long may have been closed meanwhile.
        for (int tries = 0; at == 0 && tries < 2; tries++) {
            if (tries > 0) close(fd), fd = dial();
            clock_gettime(CLOCK_MONOTONIC, &begin);
            if (send_request(fd, line, body) == 0) at = receive(fd);
            clock_gettime(CLOCK_MONOTONIC, &end);
        }
        if (at == 0) fail("no answer");
        printf("%lld %.3s %s\n", (end.tv_sec - begin.tv_sec) * 1000000000LL + (end.tv_nsec - begin.tv_nsec),
               answer + strlen("HTTP/1.1 "), answer + at);
        fflush(stdout);
    }
    return 0;
}
