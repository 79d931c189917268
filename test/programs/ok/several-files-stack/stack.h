#ifndef STACK_H
#define STACK_H

#include <stddef.h>

typedef struct stack stack;

stack *stack_new(void);
void stack_push(stack *s, int value);
int stack_pop(stack *s);
int stack_top(const stack *s);
size_t stack_size(const stack *s);
void stack_free(stack *s);

#endif
