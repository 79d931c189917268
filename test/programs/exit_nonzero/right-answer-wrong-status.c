// The right answer does not make up for the status.
// stdin: "6 7\n"
// expect: {"exitCode":1}
#include <stdio.h>

static int failures;

#define CHECK(condition) ((condition) ? 0 : (failures++, fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition)))

int main(void) {
    int a, b;
    if (scanf("%d %d", &a, &b) != 2) return 2;
    printf("%d\n", a * b);
    CHECK(a * b == 42);
    CHECK(a + b == 13);
    CHECK(a - b == 1);
    return failures;
}
