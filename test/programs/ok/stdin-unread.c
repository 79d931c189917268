// Ends before it has read its megabytes of input: no error, no deadlock.
// stdin: "ignored line of input that nobody wants to read\n"
// stdin-times: 60000
#include <stdio.h>

int main(void) {
    char first[16];
    if (!fgets(first, sizeof first, stdin)) return 1;
    printf("enough: %s\n", first);
    return 0;
}
