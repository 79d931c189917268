// Checks brackets in its input line by line and exits with the number of the first bad line.
// stdin: "(a + b) * [c]\n{ if (x) { y[1]; } }\nfine()\n(]\n((unreached\n"
// expect: {"exitCode":4}
#include <stdio.h>
#include <string.h>

static int balanced(const char *line) {
    char stack[64];
    int depth = 0;
    for (; *line; line++) {
        static const char opening[] = "([{", closing[] = ")]}";
        const char *open = strchr(opening, *line);
        if (open && depth < 64)
            stack[depth++] = closing[open - opening];
        else if (open || (strchr(closing, *line) && (depth == 0 || stack[--depth] != *line)))
            return 0;
    }
    return depth == 0;
}

int main(void) {
    char line[128];
    for (int number = 1; fgets(line, sizeof line, stdin); number++) {
        line[strcspn(line, "\n")] = '\0';
        printf("%d: %s\n", number, balanced(line) ? "balanced" : "not balanced");
        if (!balanced(line)) return number;
    }
    return 0;
}
