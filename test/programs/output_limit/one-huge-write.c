// One write of 64 MiB without a line end.
// expect: {"truncated":"stdout","stdoutBytes":1048576}
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    size_t size = 64 << 20;
    char *block = malloc(size);
    if (!block) return 1;
    memset(block, '#', size);
    ssize_t written = write(1, block, size);
    return written == (ssize_t)size ? 0 : 2;
}
