// The tiny C compiler: floats, structures by value, variadics, long long, goto, string literals.
// option: {"compiler":{"name":"tcc","standard":"c99"}}
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct vector {
    double x, y, z;
};

static struct vector cross(struct vector a, struct vector b) {
    return (struct vector){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static int most(int count, ...) {
    va_list list;
    va_start(list, count);
    int best = va_arg(list, int);
    while (--count > 0) {
        int next = va_arg(list, int);
        if (next > best) best = next;
    }
    va_end(list);
    return best;
}

int main(void) {
    struct vector v = cross((struct vector){1, 0, 0}, (struct vector){.y = 1});
    printf("%g %g %g\n", v.x, v.y, v.z);
    printf("%d %lld %.6f\n", most(4, 3, 9, 2, 7), 1LL << 40, sqrt(2));
    int n = 27, steps = 0;
again:
    n = n % 2 ? 3 * n + 1 : n / 2;
    steps++;
    if (n != 1) goto again;
    printf("collatz %d, %zu\n", steps, strlen("joined " "literals"));
    int sizes[n + 3];
    for (int i = 0; i < n + 3; i++) sizes[i] = i * i;
    printf("%d %d\n", (int)(sizeof sizes / sizeof *sizes), sizes[3]);
    return 0;
}
