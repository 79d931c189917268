// A symbolic link to a file that someone else may open.
// expect: {"syscall":["symlink","symlinkat"]}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    FILE *file = fopen("result.txt", "w");
    if (!file) return 1;
    fclose(file);
    unlink("result.txt");
    if (symlink("/etc/shadow", "result.txt") != 0) return perror("symlink"), 2;
    puts("planted");
    return 0;
}
