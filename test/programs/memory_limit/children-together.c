// Children that copy on write what they got, beyond the limit together.
// option: {"profile":"processes","limits":{"memoryBytes":67108864}}
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    size_t size = 16 << 20;
    volatile char *heritage = malloc(size);
    if (!heritage) return 1;
    for (size_t at = 0; at < size; at += 4096) heritage[at] = 1;
    for (int i = 0; i < 6; i++) {
        pid_t child = fork();
        if (child < 0) return perror("fork"), 1;
        if (child == 0) {
            for (size_t at = 0; at < size; at += 4096) heritage[at]++;
            for (;;) pause();
        }
    }
    while (wait(NULL) > 0) {
    }
    return 0;
}
