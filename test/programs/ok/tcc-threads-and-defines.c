// tcc with defines, pthreads and a library; it knows itself by __TINYC__.
// option: {"compiler":{"name":"tcc","defines":{"THREADS":"3","GREETING":"\"hi\""},"libraries":["pthread","m"]}}
// differs: the host compares gcc, which is not tcc
// expect: {"stdout":"hi from tcc\n0 1 4 \nsum 5\n"}
#include <math.h>
#include <pthread.h>
#include <stdio.h>

#ifdef __TINYC__
#define COMPILER "tcc"
#else
#define COMPILER "another"
#endif

static double results[THREADS];

static void *square(void *argument) {
    double *slot = argument;
    *slot = pow((double)(slot - results), 2);
    return 0;
}

int main(void) {
    pthread_t threads[THREADS];
    double sum = 0;
    printf("%s from %s\n", GREETING, COMPILER);
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], 0, square, &results[i]);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], 0);
        printf("%g ", results[i]);
        sum += results[i];
    }
    printf("\nsum %g\n", sum);
    return 0;
}
