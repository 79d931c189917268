// A static program with threads, locale, math and qsort.
// option: {"compiler":{"link":"static","optimize":"2"}}
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

static double parts[4];

static void *integrate(void *argument) {
    double *part = argument;
    double from = (double)(part - parts) / 4, h = 1e-5, sum = 0;
    for (int i = 0; i < 25000; i++) {
        double x = from + (i + 0.5) * h;
        sum += 4 / (1 + x * x) * h;
    }
    *part = sum;
    return NULL;
}

static int descending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

int main(void) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        if (pthread_create(&threads[i], NULL, integrate, &parts[i]) != 0) return 1;
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    qsort(parts, 4, sizeof *parts, descending);
    double sum = 0;
    for (int i = 0; i < 4; i++) sum += parts[i];
    printf("%.6f %.6f %d\n", sum, parts[0], fabs(sum - acos(-1)) < 1e-9);
    printf("%s %d\n", setlocale(LC_ALL, "C") ? "C" : "none", wcscmp(L"a", L"b") < 0);
    return 0;
}
