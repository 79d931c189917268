// More threads than the limit allows: pthread_create says EAGAIN and the program goes on.
// option: {"limits":{"processes":8}}
// differs: the host has no such limit
// expect: {"stdoutContains":"EAGAIN after some, all joined"}
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *wait_at_gate(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(void) {
    pthread_t threads[64];
    int made = 0, error = 0;
    pthread_mutex_lock(&gate);
    while (made < 64 && (error = pthread_create(&threads[made], NULL, wait_at_gate, NULL)) == 0) made++;
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < made; i++) pthread_join(threads[i], NULL);
    if (error == EAGAIN && made > 0 && made < 8) puts("EAGAIN after some, all joined");
    printf("%d made, error %d\n", made, error);
    return 0;
}
