#include "stack.h"

#include <stdlib.h>

struct stack {
    size_t size, room;
    int *values;
};

stack *stack_new(void) { return calloc(1, sizeof(stack)); }

void stack_push(stack *s, int value) {
    if (s->size == s->room) {
        s->room = s->room ? s->room * 2 : 2;
        s->values = realloc(s->values, s->room * sizeof *s->values);
        if (!s->values) abort();
    }
    s->values[s->size++] = value;
}

int stack_pop(stack *s) { return s->values[--s->size]; }
int stack_top(const stack *s) { return s->values[s->size - 1]; }
size_t stack_size(const stack *s) { return s->size; }

void stack_free(stack *s) {
    free(s->values);
    free(s);
}
