// Producers and consumers over a bounded buffer with condition variables; everything arrives once.
#include <pthread.h>
#include <stdio.h>

enum { ROOM = 8, PRODUCERS = 3, CONSUMERS = 2, EACH = 1000 };
static struct {
    pthread_mutex_t lock;
    pthread_cond_t not_full, not_empty;
    int items[ROOM], head, count, finished;
} buffer = {.lock = PTHREAD_MUTEX_INITIALIZER, .not_full = PTHREAD_COND_INITIALIZER, .not_empty = PTHREAD_COND_INITIALIZER};

static void *produce(void *argument) {
    int base = *(const int *)argument;
    for (int i = 0; i < EACH; i++) {
        pthread_mutex_lock(&buffer.lock);
        while (buffer.count == ROOM) pthread_cond_wait(&buffer.not_full, &buffer.lock);
        buffer.items[(buffer.head + buffer.count++) % ROOM] = base + i;
        pthread_cond_signal(&buffer.not_empty);
        pthread_mutex_unlock(&buffer.lock);
    }
    pthread_mutex_lock(&buffer.lock);
    if (++buffer.finished == PRODUCERS) pthread_cond_broadcast(&buffer.not_empty);
    pthread_mutex_unlock(&buffer.lock);
    return NULL;
}

static unsigned char seen[PRODUCERS * EACH];
static int taken[CONSUMERS];

static void *consume(void *argument) {
    int *mine = argument;
    pthread_mutex_lock(&buffer.lock);
    for (;;) {
        while (buffer.count == 0 && buffer.finished < PRODUCERS) pthread_cond_wait(&buffer.not_empty, &buffer.lock);
        if (buffer.count == 0) break;
        seen[buffer.items[buffer.head]]++;
        buffer.head = (buffer.head + 1) % ROOM;
        buffer.count--;
        ++*mine;
        pthread_cond_signal(&buffer.not_full);
    }
    pthread_mutex_unlock(&buffer.lock);
    return NULL;
}

int main(void) {
    pthread_t producers[PRODUCERS], consumers[CONSUMERS];
    int bases[PRODUCERS], wrong = 0;
    for (int i = 0; i < CONSUMERS; i++) pthread_create(&consumers[i], NULL, consume, &taken[i]);
    for (int i = 0; i < PRODUCERS; i++) {
        bases[i] = i * EACH;
        pthread_create(&producers[i], NULL, produce, &bases[i]);
    }
    for (int i = 0; i < PRODUCERS; i++) pthread_join(producers[i], NULL);
    for (int i = 0; i < CONSUMERS; i++) pthread_join(consumers[i], NULL);
    for (int i = 0; i < PRODUCERS * EACH; i++) wrong += seen[i] != 1;
    printf("%d taken, %d wrong\n", taken[0] + taken[1], wrong);
    return wrong != 0;
}
