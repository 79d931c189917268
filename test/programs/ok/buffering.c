// setvbuf's three modes, and output that a crash-free _Exit leaves behind in a buffer.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    static char buffer[256];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    printf("this waits in the buffer");
    int waiting = memcmp(buffer, "this waits", 10) == 0;
    fflush(stdout);
    printf("\nwaited %d\n", waiting);
    fflush(stdout);
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("unbuffered\n");
    FILE *file = fopen("line.txt", "w");
    setvbuf(file, NULL, _IOLBF, 128);
    fputs("whole line\nhalf a line", file);
    FILE *reader = fopen("line.txt", "r");
    char seen[64] = "";
    printf("reader sees %zu bytes\n", fread(seen, 1, sizeof seen, reader));
    setvbuf(stdout, NULL, _IOFBF, 4096);
    printf("never flushed");
    _Exit(0);
}
