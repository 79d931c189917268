// __float128 of libquadmath with its own printing: twice the digits of a double.
// option: {"compiler":{"libraries":["quadmath","m"]}}
#include <quadmath.h>
#include <stdio.h>

int main(void) {
    char text[64];
    __float128 pi = 0;
    // Machin: pi/4 = 4 atan(1/5) - atan(1/239)
    for (int k = 0; k < 60; k++) {
        __float128 sign = k % 2 ? -1 : 1;
        pi += sign * (16 / powq(5, 2 * k + 1) - 4 / powq(239, 2 * k + 1)) / (2 * k + 1);
    }
    quadmath_snprintf(text, sizeof text, "%.32Qf", pi);
    printf("%s\n", text);
    quadmath_snprintf(text, sizeof text, "%.3Qe", fabsq(pi - M_PIq));
    printf("within 1e-30: %d\n", fabsq(pi - M_PIq) < 1e-30Q);
    quadmath_snprintf(text, sizeof text, "%Qa", sqrtq(2.0Q));
    printf("%s\n", text);
    printf("%d digits, %zu bytes, %.20Lf\n", FLT128_DIG, sizeof pi, (long double)strtoflt128("0.1", NULL));
    return 0;
}
