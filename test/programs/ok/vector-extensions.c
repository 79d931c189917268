// GCC's vector types: element-wise arithmetic, comparisons as masks, shuffles.
// option: {"compiler":{"optimize":"2"}}
#include <stdio.h>

typedef int ints __attribute__((vector_size(16)));
typedef float floats __attribute__((vector_size(32)));

static void show(const char *name, ints v) { printf("%-8s %d %d %d %d\n", name, v[0], v[1], v[2], v[3]); }

__attribute__((noinline)) static float dot(const float *a, const float *b, int n) {
    floats sum = {0};
    int i = 0;
    for (; i + 8 <= n; i += 8) {
        floats x, y;
        __builtin_memcpy(&x, a + i, sizeof x);
        __builtin_memcpy(&y, b + i, sizeof y);
        sum += x * y;
    }
    float total = 0;
    for (int k = 0; k < 8; k++) total += sum[k];
    for (; i < n; i++) total += a[i] * b[i];
    return total;
}

int main(void) {
    ints a = {1, -2, 3, -4}, b = {10, 20, 30, 40};
    show("sum", a + b);
    show("product", a * b);
    show("less", a < 0);
    show("choose", ((a < 0) & b) | (~(a < 0) & a));
    show("shuffle", __builtin_shuffle(a, b, (ints){0, 4, 1, 5}));
    show("shift", b >> 1);
    float x[100], y[100];
    for (int i = 0; i < 100; i++) {
        x[i] = (float)i;
        y[i] = (float)(i % 3 - 1);
    }
    printf("dot %.1f\n", (double)dot(x, y, 100));
    return 0;
}
