// The strict profile opens nothing, its own scratch files included.
// option: {"profile":"strict"}
// expect: {"syscall":["openat","open"],"stdout":"opening\n"}
#include <stdio.h>

int main(void) {
    puts("opening");
    fflush(stdout);
    FILE *file = fopen("notes.txt", "w");
    if (!file) return perror("notes.txt"), 1;
    fputs("written\n", file);
    return fclose(file);
}
