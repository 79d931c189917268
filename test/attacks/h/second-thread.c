// A call from a second thread.
// case: H10
// verdict: forbidden_syscall
// expect: {"syscall":"socket"}
#include <pthread.h>
#include <sys/socket.h>

static void *call(void *unused) {
    socket(AF_INET, SOCK_STREAM, 0);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, call, NULL);
    return pthread_join(thread, NULL);
}
