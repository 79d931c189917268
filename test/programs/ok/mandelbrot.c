// The Mandelbrot set in letters, with C99 complex numbers.
// option: {"compiler":{"standard":"c17","optimize":"2"}}
#include <complex.h>
#include <stdio.h>

static int escape(double complex c) {
    double complex z = 0;
    int steps = 0;
    while (steps < 60 && creal(z) * creal(z) + cimag(z) * cimag(z) <= 4) {
        z = z * z + c;
        steps++;
    }
    return steps;
}

int main(void) {
    static const char shades[] = " .:-=+*#%@";
    for (int row = -12; row <= 12; row++) {
        char line[80];
        for (int column = 0; column < 78; column++)
            line[column] = shades[escape(-2.2 + column * 0.04 + row * 0.1 * I) * 9 / 60];
        line[78] = '\0';
        puts(line);
    }
    return 0;
}
