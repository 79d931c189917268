// Several errors in one file, each with its place; a note points to a declaration.
// expect: {"diagnostic":{"severity":"note","line":12,"message":"declared here"}}
#include <stdio.h>

struct point {
    int x, y;
};

static int length(struct point p) {
    return p.x + p.z;
}
static int twice(int n) { return n * 2; }

int main(void) {
    struct point p = {1, 2};
    printf("%d\n", length(&p));
    printf("%d\n", twice(p));
    return twice(1, 2);
}
