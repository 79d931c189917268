// A list that grows until there is no memory.
// option: {"limits":{"memoryBytes":33554432}}
// expect: {"stdoutContains":"100000 nodes"}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
    char payload[100];
};

int main(void) {
    struct node *list = NULL;
    for (unsigned long count = 1;; count++) {
        struct node *node = malloc(sizeof *node);
        node->next = list;
        memset(node->payload, 'x', sizeof node->payload);
        list = node;
        if (count % 100000 == 0) {
            printf("%lu nodes\n", count);
            fflush(stdout);
        }
    }
}
