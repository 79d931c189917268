// Threads whose shares are each within the limit, and together beyond it.
// option: {"limits":{"memoryBytes":67108864}}
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_barrier_t all_hold;

static void *hold(void *argument) {
    size_t size = 20 << 20;
    char *share = malloc(size);
    memset(share, 1 + *(int *)argument, size);
    pthread_barrier_wait(&all_hold);
    *(int *)argument = share[size / 2];
    free(share);
    return NULL;
}

int main(void) {
    pthread_t threads[4];
    int numbers[4] = {0, 1, 2, 3};
    pthread_barrier_init(&all_hold, NULL, 4);
    for (int i = 0; i < 4; i++)
        if (pthread_create(&threads[i], NULL, hold, &numbers[i]) != 0) return 1;
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    printf("all held 80 MiB: %d %d %d %d\n", numbers[0], numbers[1], numbers[2], numbers[3]);
    return 0;
}
