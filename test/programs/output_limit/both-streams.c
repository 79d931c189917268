// Both streams at once, by threads that take turns.
// option: {"limits":{"outputBytes":30000}}
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static void *flood(void *descriptor) {
    char line[128];
    memset(line, 'a' + *(int *)descriptor, sizeof line);
    line[127] = '\n';
    while (write(*(int *)descriptor, line, sizeof line) > 0) {
    }
    return NULL;
}

int main(void) {
    pthread_t thread;
    int one = 1, two = 2;
    if (pthread_create(&thread, NULL, flood, &two) != 0) return 1;
    flood(&one);
    pthread_join(thread, NULL);
    for (;;) pause();
}
