// A bottom-up merge sort of a linked list is stable: equal keys keep their order.
#include <stdio.h>
#include <stdlib.h>

struct node {
    int key, order;
    struct node *next;
};

static struct node *merge(struct node *a, struct node *b) {
    struct node *head = NULL, **tail = &head;
    while (a && b) {
        struct node **least = b->key < a->key ? &b : &a;
        *tail = *least;
        tail = &(*least)->next;
        *least = *tail;
    }
    *tail = a ? a : b;
    return head;
}

static struct node *sort(struct node *list) {
    struct node *bins[32] = {NULL};
    while (list) {
        struct node *run = list;
        list = list->next;
        run->next = NULL;
        int i = 0;
        for (; bins[i]; i++) {
            run = merge(bins[i], run);
            bins[i] = NULL;
        }
        bins[i] = run;
    }
    struct node *result = NULL;
    for (int i = 0; i < 32; i++) result = merge(bins[i], result);
    return result;
}

int main(void) {
    struct node *list = NULL, **tail = &list;
    for (int i = 0; i < 1000; i++) {
        struct node *node = malloc(sizeof *node);
        if (!node) return 1;
        *node = (struct node){.key = (i * 7919) % 97, .order = i};
        *tail = node;
        tail = &node->next;
    }
    list = sort(list);
    int count = 0, unsorted = 0, unstable = 0;
    for (struct node *n = list; n; n = n->next, count++)
        if (n->next) {
            unsorted += n->key > n->next->key;
            unstable += n->key == n->next->key && n->order > n->next->order;
        }
    printf("%d nodes, %d out of order, %d unstable\n", count, unsorted, unstable);
    printf("first %d/%d\n", list->key, list->order);
    while (list) {
        struct node *next = list->next;
        free(list);
        list = next;
    }
    return 0;
}
