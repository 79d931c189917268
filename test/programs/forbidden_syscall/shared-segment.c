// System V shared memory outlives its makers too.
// expect: {"syscall":"shmget"}
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(void) {
    int segment = shmget(0xce11, 4096, IPC_CREAT | 0666);
    if (segment < 0) return perror("shmget"), 1;
    char *text = shmat(segment, NULL, 0);
    printf("found: %s\n", text);
    strcpy(text, "left behind");
    return 0;
}
