// Singly linked list: insert in order, reverse with and without recursion, find a cycle, free.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct node {
    int value;
    struct node *next;
} node;

static void insert_sorted(node **list, int value) {
    while (*list && (*list)->value < value) list = &(*list)->next;
    node *fresh = malloc(sizeof *fresh);
    if (!fresh) abort();
    *fresh = (node){value, *list};
    *list = fresh;
}

static node *reverse(node *list) {
    node *done = NULL;
    while (list) {
        node *rest = list->next;
        list->next = done;
        done = list;
        list = rest;
    }
    return done;
}

static node *reverse_recursively(node *list) {
    if (!list || !list->next) return list;
    node *head = reverse_recursively(list->next);
    list->next->next = list;
    list->next = NULL;
    return head;
}

static bool has_cycle(const node *slow) {
    for (const node *fast = slow; fast && fast->next;) {
        slow = slow->next;
        fast = fast->next->next;
        if (fast == slow) return true;
    }
    return false;
}

static void show(const node *list) {
    for (; list; list = list->next) printf("%d%s", list->value, list->next ? " -> " : "\n");
}

int main(void) {
    node *list = NULL;
    const int values[] = {42, 7, 19, 3, 88, 7, 61};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) insert_sorted(&list, values[i]);
    show(list);
    show(list = reverse(list));
    show(list = reverse_recursively(list));
    node *last = list;
    while (last->next) last = last->next;
    printf("cycle before %d", has_cycle(list));
    last->next = list->next;
    printf(", after tying %d\n", has_cycle(list));
    last->next = NULL;
    while (list) {
        node *next = list->next;
        free(list);
        list = next;
    }
    return 0;
}
