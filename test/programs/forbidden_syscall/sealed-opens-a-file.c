// The sealed profile opens no descriptor, whatever it is given.
// option: {"profile":"sealed","inputs":[{"path":"letter.txt","content":"secret"}]}
// expect: {"syscall":["openat","open"]}
#include <stdio.h>

int main(void) {
    char text[16] = "";
    FILE *letter = fopen("letter.txt", "r");
    if (!letter) return perror("letter.txt"), 1;
    printf("%s\n", fgets(text, sizeof text, letter));
    return 0;
}
