// Solves a linear system read from stdin by elimination with partial pivoting.
// stdin: "4\n"
// stdin: "2 1 -1 3 8\n-3 -1 2 1 -11\n-2 1 2 -4 -3\n0 5 1 1 7\n"
#include <math.h>
#include <stdio.h>

enum { MOST = 16 };

static int solve(int n, double m[MOST][MOST + 1]) {
    for (int column = 0; column < n; column++) {
        int pivot = column;
        for (int row = column + 1; row < n; row++)
            if (fabs(m[row][column]) > fabs(m[pivot][column])) pivot = row;
        if (fabs(m[pivot][column]) < 1e-12) return -1;
        for (int k = 0; k <= n; k++) {
            double t = m[column][k];
            m[column][k] = m[pivot][k];
            m[pivot][k] = t;
        }
        for (int row = 0; row < n; row++) {
            if (row == column) continue;
            double factor = m[row][column] / m[column][column];
            for (int k = column; k <= n; k++) m[row][k] -= factor * m[column][k];
        }
    }
    for (int row = 0; row < n; row++) m[row][n] /= m[row][row];
    return 0;
}

int main(void) {
    int n;
    double m[MOST][MOST + 1];
    if (scanf("%d", &n) != 1 || n < 1 || n > MOST) return 1;
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= n; j++)
            if (scanf("%lf", &m[i][j]) != 1) return 2;
    if (solve(n, m) < 0) {
        puts("singular");
        return 0;
    }
    for (int i = 0; i < n; i++) printf("x%d = %.6f\n", i + 1, m[i][n]);
    return 0;
}
