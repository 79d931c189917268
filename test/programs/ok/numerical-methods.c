// Newton, bisection, Simpson, Runge-Kutta and a Monte Carlo with its own generator.
// option: {"compiler":{"optimize":"fast"}}
#include <math.h>
#include <stdint.h>
#include <stdio.h>

static double cosine_minus_x(double x) { return cos(x) - x; }

static double newton(double x) {
    for (int i = 0; i < 50; i++) x -= cosine_minus_x(x) / (-sin(x) - 1);
    return x;
}

static double bisect(double (*f)(double), double low, double high) {
    while (high - low > 1e-12) {
        double middle = (low + high) / 2;
        if ((f(low) < 0) == (f(middle) < 0))
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double simpson(double (*f)(double), double a, double b, int n) {
    double h = (b - a) / n, sum = f(a) + f(b);
    for (int i = 1; i < n; i++) sum += f(a + i * h) * (i % 2 ? 4 : 2);
    return sum * h / 3;
}

static double runge_kutta(double t, double y, double end, int steps) {
    double h = (end - t) / steps;
    for (int i = 0; i < steps; i++, t += h) {
        double k1 = -2 * t * y, k2 = -2 * (t + h / 2) * (y + h * k1 / 2);
        double k3 = -2 * (t + h / 2) * (y + h * k2 / 2), k4 = -2 * (t + h) * (y + h * k3);
        y += h * (k1 + 2 * k2 + 2 * k3 + k4) / 6;
    }
    return y;
}

int main(void) {
    printf("%.9f %.9f\n", newton(1), bisect(cosine_minus_x, 0, 1));
    printf("%.9f\n", simpson(sin, 0, acos(-1), 1000));
    printf("%.6f %.6f\n", runge_kutta(0, 1, 2, 200), exp(-4));
    uint64_t state = 0x853c49e6748fea9bu;
    int inside = 0;
    for (int i = 0; i < 200000; i++) {
        double point[2];
        for (int k = 0; k < 2; k++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            point[k] = (double)(state >> 33) / 2147483648.0;
        }
        inside += point[0] * point[0] + point[1] * point[1] < 1;
    }
    printf("pi is about %.2f\n", inside / 50000.0);
    return 0;
}
