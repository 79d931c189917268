// A leak is no error here: to look for leaks a sanitizer would have to stop and trace its own program.
// option: {"compiler":{"sanitize":["address"]},"limits":{"memoryBytes":536870912}}
// differs: on the host LeakSanitizer reports the leak and changes the exit status
// expect: {"exitCode":0,"stdout":"3 forgotten\n"}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy_of(const char *text) {
    char *copy = malloc(strlen(text) + 1);
    return copy ? strcpy(copy, text) : NULL;
}

int main(void) {
    const char *words[] = {"lost", "and", "gone"};
    int forgotten = 0;
    for (int i = 0; i < 3; i++) forgotten += copy_of(words[i]) != NULL;
    printf("%d forgotten\n", forgotten);
    return 0;
}
