// Quicksort with median of three that falls back to heapsort when it goes too deep.
// option: {"compiler":{"optimize":"2"}}
#include <stdio.h>
#include <stdlib.h>

static void exchange(long *a, long *b) {
    long t = *a;
    *a = *b;
    *b = t;
}

static void sift(long *v, size_t root, size_t n) {
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && v[child] < v[child + 1]) child++;
        if (v[root] >= v[child]) return;
        exchange(&v[root], &v[child]);
    }
}

static void heapsort_range(long *v, size_t n) {
    for (size_t i = n / 2; i-- > 0;) sift(v, i, n);
    while (n > 1) {
        exchange(&v[0], &v[--n]);
        sift(v, 0, n);
    }
}

static long median(long a, long b, long c) {
    if ((a <= b) == (b <= c)) return b;
    return (b <= a) == (a <= c) ? a : c;
}

static int fallbacks;

static void sort(long *v, size_t n, int depth) {
    while (n > 1) {
        if (depth-- == 0) {
            fallbacks++;
            heapsort_range(v, n);
            return;
        }
        long pivot = median(v[0], v[n / 2], v[n - 1]);
        size_t i = 0, j = n - 1;
        for (;; i++, j--) {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i >= j) break;
            exchange(&v[i], &v[j]);
        }
        sort(v, j + 1, depth);
        v += j + 1;
        n -= j + 1;
    }
}

int main(void) {
    enum { COUNT = 200000 };
    long *v = malloc(COUNT * sizeof *v);
    if (v == NULL) return 1;
    unsigned long x = 88172645463325252UL;
    for (size_t i = 0; i < COUNT; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        v[i] = (long)(x % 100000);
    }
    sort(v, COUNT, 14);
    size_t inversions = 0;
    for (size_t i = 1; i < COUNT; i++) inversions += v[i - 1] > v[i];
    printf("inversions %zu, first %ld, middle %ld, last %ld\n", inversions, v[0], v[COUNT / 2], v[COUNT - 1]);
    printf("fell back to heapsort: %s\n", fallbacks > 0 ? "yes" : "no");
    free(v);
    return 0;
}
