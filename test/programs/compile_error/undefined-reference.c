// Declared, called, and nowhere defined.
// expect: {"compileContains":"undefined reference to"}
#include <stdio.h>

double average(const double *values, int count);

int main(void) {
    const double values[] = {1, 2, 3.5};
    printf("%.2f\n", average(values, 3));
    return 0;
}
