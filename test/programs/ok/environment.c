// getenv, setenv, putenv, unsetenv, clearenv, and a walk through environ.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void show(const char *name) {
    const char *value = getenv(name);
    printf("%s=%s\n", name, value ? value : "(unset)");
}

int main(void) {
    clearenv();
    printf("cleared: %d\n", environ == NULL || *environ == NULL);
    setenv("CITY", "Leiden", 1);
    setenv("CITY", "Delft", 0);
    show("CITY");
    setenv("CITY", "Gouda", 1);
    show("CITY");
    static char pair[] = "FRUIT=pear";
    putenv(pair);
    strcpy(pair + 6, "plum");
    show("FRUIT");
    printf("bad name refused: %d\n", setenv("A=B", "x", 1) != 0);
    unsetenv("CITY");
    show("CITY");
    setenv("EMPTY", "", 1);
    int count = 0;
    for (char **variable = environ; *variable; variable++, count++) puts(*variable);
    printf("%d variables\n", count);
    printf("secure %s\n", secure_getenv("FRUIT"));
    return 0;
}
