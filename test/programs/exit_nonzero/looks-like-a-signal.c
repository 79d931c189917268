// Statuses 124, 137, 139 and 159 are what shells make of timeouts and signals; here they are plain statuses.
// expect: {"exitCode":137,"signal":"null"}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    const int lookalikes[] = {124, 139, 159, 128 + 9};
    const char *names[] = {"timeout", "SIGSEGV", "SIGSYS", "SIGKILL"};
    for (int i = 0; i < 4; i++) printf("%s would be %d\n", names[i], lookalikes[i]);
    fprintf(stderr, "Killed\n");
    exit(lookalikes[3]);
}
