// A header that isn't there is a fatal error.
// expect: {"diagnostic":{"severity":"fatal","line":4,"message":"matrix.h: No such file or directory"}}
#include <stdio.h>
#include "matrix.h"

int main(void) {
    matrix m = matrix_identity(3);
    printf("%f\n", matrix_determinant(m));
    return 0;
}
