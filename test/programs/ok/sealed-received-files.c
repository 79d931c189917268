// The sealed profile: no descriptor can be opened, but the requested files arrive over the socket on descriptor 3.
// option: {"profile":"sealed","inputs":[{"path":"numbers.txt","content":"17 25 58"},{"path":"deep/word.bin","content":"AP8K","encoding":"base64"}]}
// differs: the host hands over no socket
// expect: {"stdout":"numbers.txt: 8 bytes, sum 316\ndeep/word.bin: 3 bytes, sum 265\nwritable: no\nend after 2 files\n"}
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static int receive(char *name, size_t room) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {name, room - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(3, &message, 0);
    if (length <= 0) return -1;
    name[length] = '\0';
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_type != SCM_RIGHTS) return -1;
    int fd;
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

int main(void) {
    char name[256];
    int files = 0, writable = 0;
    for (int fd; (fd = receive(name, sizeof name)) >= 0; files++) {
        unsigned char buffer[64];
        unsigned sum = 0;
        ssize_t total = 0, got;
        for (; (got = read(fd, buffer, sizeof buffer)) > 0; total += got)
            for (ssize_t i = 0; i < got; i++) sum += strcmp(name, "numbers.txt") == 0 && buffer[i] == ' ' ? 0 : buffer[i];
        printf("%s: %zd bytes, sum %u\n", name, total, sum);
        writable += write(fd, "x", 1) > 0;
        close(fd);
    }
    printf("writable: %s\nend after %d files\n", writable ? "yes" : "no", files);
    return 0;
}
