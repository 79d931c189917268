// A cipher socket and splice, as they were used to write into the page cache of read-only files. The digest of the
// trees, which is taken through the page cache, is compared at the end of all attacks.
// case: J03
// verdict: forbidden_syscall
// expect: {"syscall":"socket"}
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    int library = open("/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY);
    int cipher = socket(AF_ALG, SOCK_SEQPACKET, 0), pipes[2];
    if (pipe(pipes) != 0) return 1;
    splice(library, NULL, pipes[1], NULL, 4096, 0);
    splice(pipes[0], NULL, cipher, NULL, 4096, 0);
    return 0;
}
