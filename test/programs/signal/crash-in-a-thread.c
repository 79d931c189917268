// A crash in one thread ends the program; a crash in a handler of that crash too.
// expect: {"signal":"SIGSEGV"}
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int *volatile nowhere;

static void again(int signal) {
    static const char text[] = "in the handler\n";
    (void)signal;
    if (write(1, text, sizeof text - 1) < 0) _exit(1);
    *nowhere = 2;
}

static void *crash(void *unused) {
    struct sigaction action = {.sa_handler = again};
    sigaction(SIGSEGV, &action, NULL);
    *nowhere = 1;
    return unused;
}

int main(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, crash, NULL) != 0) return 1;
    for (;;) pause();
}
