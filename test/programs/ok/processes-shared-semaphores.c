// The processes profile: dining philosophers as processes, with semaphores and a mutex in shared memory.
// option: {"profile":"processes","limits":{"processes":16}}
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEATS = 5, MEALS = 200 };
struct table {
    sem_t forks[SEATS], butler;
    pthread_mutex_t lock;
    int eaten[SEATS], eating, most;
};

static void dine(struct table *table, int seat) {
    for (int meal = 0; meal < MEALS; meal++) {
        sem_wait(&table->butler);
        sem_wait(&table->forks[seat]);
        sem_wait(&table->forks[(seat + 1) % SEATS]);
        pthread_mutex_lock(&table->lock);
        if (++table->eating > table->most) table->most = table->eating;
        table->eaten[seat]++;
        table->eating--;
        pthread_mutex_unlock(&table->lock);
        sem_post(&table->forks[(seat + 1) % SEATS]);
        sem_post(&table->forks[seat]);
        sem_post(&table->butler);
    }
}

int main(void) {
    struct table *table = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED) return 1;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&table->lock, &attributes);
    sem_init(&table->butler, 1, SEATS - 1);
    for (int i = 0; i < SEATS; i++) sem_init(&table->forks[i], 1, 1);
    for (int i = 0; i < SEATS; i++) {
        pid_t child = fork();
        if (child < 0) return perror("fork"), 1;
        if (child == 0) {
            dine(table, i);
            _exit(0);
        }
    }
    int status, ended = 0;
    while (wait(&status) > 0) ended += status == 0;
    for (int i = 0; i < SEATS; i++) printf("%d ", table->eaten[i]);
    printf("\n%d ended, eating now %d, at most one counted at once %d\n", ended, table->eating, table->most == 1);
    return 0;
}
