// Reading through a null pointer: a list is walked one step too far.
// expect: {"signal":"SIGSEGV","message":"Segmentation fault"}
#include <stdio.h>
#include <stdlib.h>

struct node {
    int value;
    struct node *next;
};

int main(void) {
    struct node *list = NULL;
    for (int i = 0; i < 3; i++) {
        struct node *node = malloc(sizeof *node);
        if (!node) return 1;
        *node = (struct node){i * i, list};
        list = node;
    }
    for (int i = 0; i < 4; i++, list = list->next) {
        printf("%d\n", list->value);
        fflush(stdout);
    }
    return 0;
}
