// Function pointers: a table of operations, map and fold, a function that returns one, composition.
#include <stdio.h>
#include <string.h>

typedef long operation(long, long);

static long plus(long a, long b) { return a + b; }
static long minus(long a, long b) { return a - b; }
static long times(long a, long b) { return a * b; }
static long greater(long a, long b) { return a > b ? a : b; }

static const struct {
    const char *name;
    operation *apply;
} table[] = {{"plus", plus}, {"minus", minus}, {"times", times}, {"greater", greater}};

static operation *find(const char *name) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0) return table[i].apply;
    return NULL;
}

static long fold(operation *apply, long start, const long *v, size_t n) {
    for (size_t i = 0; i < n; i++) start = apply(start, v[i]);
    return start;
}

static long (*choose(int which))(long) {
    extern long half(long), twice(long);
    return which ? half : twice;
}
long half(long x) { return x / 2; }
long twice(long x) { return x * 2; }

struct shape {
    double (*area)(const struct shape *);
    double a, b;
};
static double rectangle(const struct shape *s) { return s->a * s->b; }
static double triangle(const struct shape *s) { return s->a * s->b / 2; }

int main(void) {
    const long numbers[] = {3, 1, 4, 1, 5, 9, 2, 6};
    const char *wanted[] = {"plus", "times", "greater", "modulo"};
    for (int i = 0; i < 4; i++) {
        operation *apply = find(wanted[i]);
        if (apply)
            printf("%s: %ld\n", wanted[i], fold(apply, 1, numbers, 8));
        else
            printf("%s: unknown\n", wanted[i]);
    }
    printf("%ld %ld %d\n", choose(0)(21), (*choose(1))(84), choose(0) == twice);
    struct shape shapes[] = {{rectangle, 3, 4}, {triangle, 3, 4}};
    for (int i = 0; i < 2; i++) printf("area %.1f\n", shapes[i].area(&shapes[i]));
    return 0;
}
