#include "operations.h"

#include <string.h>

int operation_count;

static int add(int a, int b) { return a + b; }
static int multiply(int a, int b) { return a * b; }

int operate(stack *s, const char *name) {
    int (*apply)(int, int) = strcmp(name, "add") == 0 ? add : strcmp(name, "mul") == 0 ? multiply : 0;
    if (!apply || stack_size(s) < 2) return 0;
    int b = stack_pop(s), a = stack_pop(s);
    stack_push(s, apply(a, b));
    operation_count++;
    return 1;
}
