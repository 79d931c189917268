// AddressSanitizer finds a write behind a heap block, names file and line, and exits with 1.
// option: {"compiler":{"sanitize":["address"],"optimize":"0"},"limits":{"memoryBytes":536870912}}
// expect: {"exitCode":1,"stderrContains":"heap-buffer-overflow"}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *join(const char *a, const char *b) {
    char *joined = malloc(strlen(a) + strlen(b));
    strcpy(joined, a);
    strcat(joined, b);
    return joined;
}

int main(void) {
    puts("joining");
    fflush(stdout);
    char *text = join("one byte ", "short");
    printf("%s\n", text);
    free(text);
    return 0;
}
