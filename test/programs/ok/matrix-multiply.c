// Plain and blocked matrix multiplication give the same product.
// option: {"compiler":{"optimize":"3"}}
#include <math.h>
#include <stdio.h>

enum { N = 96, BLOCK = 16 };
static double a[N][N], b[N][N], plain[N][N], blocked[N][N];

static void multiply_plain(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            for (int k = 0; k < N; k++) plain[i][j] += a[i][k] * b[k][j];
}

static void multiply_blocked(void) {
    for (int kk = 0; kk < N; kk += BLOCK)
        for (int jj = 0; jj < N; jj += BLOCK)
            for (int i = 0; i < N; i++)
                for (int k = kk; k < kk + BLOCK; k++)
                    for (int j = jj; j < jj + BLOCK; j++) blocked[i][j] += a[i][k] * b[k][j];
}

int main(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (i * 3 + j) % 11 - 5;
            b[i][j] = (i - j * 2) % 7;
        }
    multiply_plain();
    multiply_blocked();
    double worst = 0, trace = 0;
    for (int i = 0; i < N; i++) {
        trace += plain[i][i];
        for (int j = 0; j < N; j++) worst = fmax(worst, fabs(plain[i][j] - blocked[i][j]));
    }
    printf("trace %.1f, corner %.1f, worst difference %g\n", trace, plain[N - 1][0], worst);
    return 0;
}
