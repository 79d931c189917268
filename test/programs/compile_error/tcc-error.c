// tcc's diagnostics have a file and a line too.
// option: {"compiler":{"name":"tcc"}}
// expect: {"diagnostic":{"severity":"error","file":"main.c","line":8}}
#include <stdio.h>

int main(void) {
    int values[3] = {1, 2, 3};
    printf("%d\n", values[1] + undeclared);
    return 0;
}
