// Variable length arrays as parameters: determinants by cofactors, for sizes known at run time only.
// option: {"compiler":{"standard":"c99"}}
#include <stdio.h>

static long determinant(int n, long m[n][n]) {
    if (n == 1) return m[0][0];
    long sum = 0;
    for (int column = 0; column < n; column++) {
        long minor[n - 1][n - 1];
        for (int i = 1; i < n; i++)
            for (int j = 0, k = 0; j < n; j++)
                if (j != column) minor[i - 1][k++] = m[i][j];
        long term = m[0][column] * determinant(n - 1, minor);
        sum += column % 2 == 0 ? term : -term;
    }
    return sum;
}

static void fill(int n, long m[n][n]) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) m[i][j] = i == j ? n + i : (i * j) % 3 - 1;
}

int main(void) {
    for (int n = 1; n <= 8; n++) {
        long m[n][n];
        fill(n, m);
        printf("%d: %zu bytes, determinant %ld\n", n, sizeof m, determinant(n, m));
    }
    return 0;
}
