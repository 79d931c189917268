// A thousand pieces of one byte in one call, in their order.
// case: F14
// verdict: ok
// expect: {"stdoutBytes":1024,"stdoutContains":"abcdefghijklmnopqrstuvwxyzabc"}
#include <sys/uio.h>

int main(void) {
    static char bytes[1024];
    static struct iovec pieces[1024];
    for (int i = 0; i < 1024; i++) {
        bytes[i] = (char)('a' + i % 26);
        pieces[i] = (struct iovec){&bytes[i], 1};
    }
    return writev(1, pieces, 1024) != 1024;
}
