// AddressSanitizer finds a read of freed memory in a list that is released too early.
// option: {"compiler":{"sanitize":["address","undefined"],"optimize":"1"},"limits":{"memoryBytes":536870912}}
// expect: {"exitCode":1,"stderrContains":"heap-use-after-free"}
#include <stdio.h>
#include <stdlib.h>

struct node {
    int value;
    struct node *next;
};

static void release(struct node *list) {
    for (; list; list = list->next) free(list);
}

int main(void) {
    struct node *list = NULL;
    for (int i = 0; i < 3; i++) {
        struct node *node = malloc(sizeof *node);
        *node = (struct node){i, list};
        list = node;
    }
    printf("first %d\n", list->value);
    fflush(stdout);
    release(list);
    return 0;
}
