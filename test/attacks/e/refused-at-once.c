// Sixteen threads make a refused call at the same moment: one of them is told, and the program is over.
// case: E13
// verdict: forbidden_syscall
// expect: {"syscall":"socket","stdout":"go\n"}
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>

static pthread_barrier_t barrier;

static void *storm(void *unused) {
    pthread_barrier_wait(&barrier);
    for (;;) socket(AF_INET, SOCK_STREAM, 0);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_barrier_init(&barrier, NULL, 16);
    puts("go");
    fflush(stdout);
    for (int i = 0; i < 15; i++) pthread_create(&thread, NULL, storm, NULL);
    storm(NULL);
}
