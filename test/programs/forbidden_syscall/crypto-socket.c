// AF_ALG, the door of several kernel holes, is a socket like any other.
// expect: {"syscall":"socket"}
#include <linux/if_alg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct sockaddr_alg name = {.salg_family = AF_ALG, .salg_type = "aead", .salg_name = "authencesn(hmac(sha256),cbc(aes))"};
    int fd = socket(AF_ALG, SOCK_SEQPACKET, 0);
    if (fd < 0) return 1;
    if (bind(fd, (struct sockaddr *)&name, sizeof name) != 0) return 2;
    printf("accepted on %d\n", accept(fd, NULL, NULL));
    return 0;
}
