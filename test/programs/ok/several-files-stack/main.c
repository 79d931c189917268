// Three files: an abstract type behind a header, and a header that everyone includes twice.
// stdin: "push 3\npush 4\nmul\npush 5\nadd\ntop\npop\npop\n"
#include <stdio.h>
#include <string.h>
#include "stack.h"
#include "operations.h"
#include "stack.h"

int main(void) {
    char command[8];
    int number;
    stack *s = stack_new();
    while (scanf("%7s", command) == 1) {
        if (strcmp(command, "push") == 0 && scanf("%d", &number) == 1)
            stack_push(s, number);
        else if (strcmp(command, "top") == 0)
            printf("top %d of %zu\n", stack_top(s), stack_size(s));
        else if (strcmp(command, "pop") == 0)
            printf(stack_size(s) ? "popped %d\n" : "empty\n", stack_size(s) ? stack_pop(s) : 0);
        else if (!operate(s, command))
            printf("unknown %s\n", command);
    }
    stack_free(s);
    printf("%d operations\n", operation_count);
    return 0;
}
