// Keys outlive the process that leaves them.
// expect: {"syscall":"add_key"}
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void) {
    const char message[] = "for the next one who runs here";
    long key = syscall(SYS_add_key, "user", "letterbox", message, strlen(message), -4);
    printf("key %ld\n", key);
    return 0;
}
