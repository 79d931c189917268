// A missing semicolon: one diagnostic with file, line and column.
// expect: {"diagnostic":{"severity":"error","file":"main.c","line":11,"message":"expected ',' or ';' before 'for'"}}
#include <stdio.h>

static int triangle(int n) {
    return n * (n + 1) / 2;
}

int main(void) {
    int limit = 10
    for (int i = 0; i < limit; i++) printf("%d\n", triangle(i));
    return 0;
}
