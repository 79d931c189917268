// Threads are bound like their program.
// expect: {"syscall":"socket","stdoutContains":"main waits"}
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>

static void *call(void *unused) {
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    printf("descriptor %d\n", fd);
    return unused;
}

int main(void) {
    pthread_t threads[16];
    puts("main waits");
    fflush(stdout);
    for (int i = 0; i < 16; i++)
        if (pthread_create(&threads[i], NULL, call, NULL) != 0) return 1;
    for (int i = 0; i < 16; i++) pthread_join(threads[i], NULL);
    return 0;
}
