// A reverse Polish calculator over lines of stdin, with errors that don't end it.
// stdin: "3 4 + 2 *\n5 1 2 + 4 * + 3 -\n2 3 ^ 2 ^\n1 +\n1 0 /\n8 2 /\n1 2\n9 sqrt\n7 frob\n"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *evaluate(char *line, double *result) {
    double stack[32];
    int depth = 0;
    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        char *end;
        double number = strtod(word, &end);
        if (*end == '\0') {
            if (depth == 32) return "stack is full";
            stack[depth++] = number;
            continue;
        }
        if (strcmp(word, "sqrt") == 0) {
            if (depth < 1) return "too few operands";
            stack[depth - 1] = sqrt(stack[depth - 1]);
            continue;
        }
        if (strlen(word) != 1 || !strchr("+-*/^", *word)) return "unknown word";
        if (depth < 2) return "too few operands";
        double b = stack[--depth], *a = &stack[depth - 1];
        switch (*word) {
            case '+': *a += b; break;
            case '-': *a -= b; break;
            case '*': *a *= b; break;
            case '^': *a = pow(*a, b); break;
            default:
                if (b == 0) return "division by zero";
                *a /= b;
        }
    }
    if (depth != 1) return "not one result";
    *result = stack[0];
    return NULL;
}

int main(void) {
    char line[128];
    for (int number = 1; fgets(line, sizeof line, stdin); number++) {
        double result;
        const char *error = evaluate(line, &result);
        if (error)
            printf("%d: error: %s\n", number, error);
        else
            printf("%d: %.10g\n", number, result);
    }
    return 0;
}
