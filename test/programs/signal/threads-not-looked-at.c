// More threads than the limit, by a program that doesn't look: it joins one that was never there, and is told why.
// option: {"limits":{"processes":8}}
// differs: the host has no such limit
// expect: {"signal":"SIGSEGV","limit":"processes","message":"threads or processes at once than limits.processes allows"}
#include <pthread.h>
#include <unistd.h>

static pthread_t threads[20];

static void *sleep_a_little(void *unused) {
    usleep(100000);
    return unused;
}

int main(void) {
    for (int i = 0; i < 20; i++) pthread_create(&threads[i], NULL, sleep_a_little, NULL);
    for (int i = 0; i < 20; i++) pthread_join(threads[i], NULL);
    return 0;
}
