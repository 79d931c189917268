// A program without faults under both sanitizers: they say nothing and change nothing.
// option: {"compiler":{"sanitize":["address","undefined"],"optimize":"1"},"limits":{"memoryBytes":536870912}}
// expect: {"exitCode":0}
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
    struct list *next;
    char name[16];
};

static struct list *prepend(struct list *list, const char *name) {
    struct list *fresh = calloc(1, sizeof *fresh);
    if (!fresh) exit(1);
    strncpy(fresh->name, name, sizeof fresh->name - 1);
    fresh->next = list;
    return fresh;
}

int main(void) {
    struct list *list = NULL;
    const char *names[] = {"one", "two", "three", "a name longer than the field"};
    for (int i = 0; i < 4; i++) list = prepend(list, names[i]);
    while (list) {
        struct list *next = list->next;
        printf("%s\n", list->name);
        free(list);
        list = next;
    }
    int nearly = INT_MAX - 1;
    nearly += 1;
    unsigned wraps = UINT_MAX;
    wraps += 2;
    printf("%d %u %d\n", nearly, wraps, 1 << 30);
    return 0;
}
