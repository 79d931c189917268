// tgmath.h picks float, double, long double and complex functions by their arguments.
// option: {"compiler":{"standard":"c99"}}
#include <stdio.h>
#include <tgmath.h>

#define show(x) printf("%-14s %2zu bytes %.6Lf\n", #x, sizeof(x), (long double)(x))

int main(void) {
    float f = 2.0f;
    double d = 2.0;
    long double l = 2.0L;
    int i = 2;
    show(sqrt(f));
    show(sqrt(d));
    show(sqrt(l));
    show(sqrt(i));
    show(pow(f, 10));
    show(fmax(f, l));
    double _Complex z = 3.0 + 4.0 * _Complex_I;
    show(fabs(z));
    show(creal(exp(z * 0)));
    show(carg(-1.0f + 0 * z));
    return 0;
}
