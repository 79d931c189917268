// Roots of cubics with complex arithmetic, and the functions of complex.h.
#include <complex.h>
#include <math.h>
#include <stdio.h>

static double complex horner(const double *coefficients, int degree, double complex z) {
    double complex sum = 0;
    for (int i = 0; i <= degree; i++) sum = sum * z + coefficients[i];
    return sum;
}

static void durand_kerner(const double *coefficients, int degree, double complex *roots) {
    for (int i = 0; i < degree; i++) roots[i] = cpow(0.4 + 0.9 * I, i);
    for (int round = 0; round < 200; round++)
        for (int i = 0; i < degree; i++) {
            double complex others = coefficients[0];
            for (int j = 0; j < degree; j++)
                if (j != i) others *= roots[i] - roots[j];
            roots[i] -= horner(coefficients, degree, roots[i]) / others;
        }
}

static double tidy(double x) { return fabs(x) < 5e-7 ? 0 : x; }

int main(void) {
    const double cubics[][4] = {{1, -6, 11, -6}, {1, 0, 0, -1}, {2, -3, 4, 5}};
    for (int c = 0; c < 3; c++) {
        double complex roots[3], sum = 0;
        durand_kerner(cubics[c], 3, roots);
        for (int i = 0; i < 3; i++) {
            sum += roots[i];
            if (cabs(horner(cubics[c], 3, roots[i])) > 1e-9) return 1;
        }
        printf("sum of roots %.4f%+.4fi, product of moduli %.4f\n", tidy(creal(sum)), tidy(cimag(sum)),
               cabs(roots[0]) * cabs(roots[1]) * cabs(roots[2]));
    }
    double complex z = cexp(I * acos(-1.0));
    printf("%.3f %.3f\n", creal(z), tidy(cimag(z)));
    z = csqrt(-4.0);
    printf("%.3f %.3f, %.4f %.4f, %.1f\n", creal(z), cimag(z), carg(1 + I), cabs(3 - 4 * I), cimag(conj(2 + 5 * I)));
    float complex small = 1.5f - 2.0f * I;
    printf("%zu %zu %.1f\n", sizeof small, sizeof(long double complex), (double)crealf(small * small));
    return 0;
}
