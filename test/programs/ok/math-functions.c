// math.h against known values and identities, with special values and classification.
#include <float.h>
#include <math.h>
#include <stdio.h>

static const char *kind(double x) {
    switch (fpclassify(x)) {
        case FP_NAN: return "nan";
        case FP_INFINITE: return "infinite";
        case FP_ZERO: return "zero";
        case FP_SUBNORMAL: return "subnormal";
        default: return "normal";
    }
}

int main(void) {
    printf("%.12f %.12f %.12f\n", sin(1), cos(1), tan(1));
    printf("%.12f %.12f %.12f\n", asin(0.5), acos(0.5), atan2(-1, -1));
    printf("%.12f %.12f %.12f %.12f\n", exp(1), log(10), log2(10), log10(2));
    printf("%.12f %.12f %.12f\n", sqrt(2), cbrt(-27), pow(2, 0.5));
    printf("%.12f %.12f %.12f\n", sinh(1), acosh(2), tanh(0.5));
    printf("%.10f %.10f %.10f\n", tgamma(4.5), lgamma(100), erf(0.5));
    printf("%g %g %g %g %g\n", floor(-2.5), ceil(-2.5), trunc(-2.5), round(-2.5), rint(-2.5));
    printf("%g %g %g %g\n", fmod(-7, 3), remainder(-7, 3), hypot(3, 4), fma(2, 3, 4));
    double whole;
    int exponent;
    printf("%g ", modf(-3.75, &whole));
    printf("%g %g ", whole, frexp(48, &exponent));
    printf("%d %g %d\n", exponent, ldexp(0.75, 4), ilogb(1000));
    printf("%s %s %s %s %s\n", kind(NAN), kind(1 / -INFINITY), kind(DBL_MIN / 4), kind(INFINITY), kind(1));
    printf("%d %d %d %g\n", signbit(-0.0) != 0, isless(NAN, 1), isunordered(NAN, 1), copysign(3, -0.0));
    printf("%a %a %d\n", nextafter(1, 2), nexttoward(1, 0), isgreater(fmax(1, NAN), 0));
    printf("%d %d %d %a\n", DBL_DIG, DBL_MANT_DIG, FLT_RADIX, DBL_EPSILON);
    double worst = 0;
    for (int i = 1; i < 1000; i++) worst = fmax(worst, fabs(sin(i) * sin(i) + cos(i) * cos(i) - 1));
    printf("%d\n", worst < 1e-15);
    return 0;
}
