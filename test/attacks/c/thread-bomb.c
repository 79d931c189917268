// Threads without end: pthread_create says EAGAIN at the limit, and the program goes on.
// case: C07
// verdict: ok
// option: {"limits":{"processes":8,"memoryBytes":268435456}}
// expect: {"stdout":"EAGAIN, more than 2 and fewer than 9\n"}
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *wait(void *unused) {
    pause();
    return unused;
}

int main(void) {
    pthread_t thread;
    int made = 0, error = 0;
    while (made < 1000 && (error = pthread_create(&thread, NULL, wait, NULL)) == 0) made++;
    printf("%s, %s\n", error == EAGAIN ? "EAGAIN" : "no limit", made > 2 && made < 9 ? "more than 2 and fewer than 9" : "wrong");
    fflush(stdout);
    _exit(0);
}
