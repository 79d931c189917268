// Bubble, selection, insertion and shell sort agree on the same numbers.
#include <stdio.h>
#include <string.h>

enum { COUNT = 40 };

static void swap(int *a, int *b) {
    int t = *a;
    *a = *b;
    *b = t;
}

static void bubble(int *v, int n) {
    for (int swapped = 1; swapped; n--) {
        swapped = 0;
        for (int i = 1; i < n; i++)
            if (v[i - 1] > v[i]) {
                swap(&v[i - 1], &v[i]);
                swapped = 1;
            }
    }
}

static void selection(int *v, int n) {
    for (int i = 0; i < n - 1; i++) {
        int least = i;
        for (int j = i + 1; j < n; j++)
            if (v[j] < v[least]) least = j;
        swap(&v[i], &v[least]);
    }
}

static void insertion(int *v, int n) {
    for (int i = 1; i < n; i++)
        for (int j = i; j > 0 && v[j - 1] > v[j]; j--) swap(&v[j - 1], &v[j]);
}

static void shell(int *v, int n) {
    for (int gap = n / 2; gap > 0; gap /= 2)
        for (int i = gap; i < n; i++)
            for (int j = i - gap; j >= 0 && v[j] > v[j + gap]; j -= gap) swap(&v[j], &v[j + gap]);
}

int main(void) {
    void (*const sorts[])(int *, int) = {bubble, selection, insertion, shell};
    int original[COUNT], first[COUNT];
    unsigned seed = 12345;
    for (int i = 0; i < COUNT; i++) {
        seed = seed * 1103515245u + 12345u;
        original[i] = (int)(seed >> 16) % 1000 - 500;
    }
    for (int s = 0; s < 4; s++) {
        int work[COUNT];
        memcpy(work, original, sizeof work);
        sorts[s](work, COUNT);
        if (s == 0) memcpy(first, work, sizeof work);
        printf("sort %d: %s\n", s, memcmp(first, work, sizeof work) == 0 ? "agrees" : "differs");
    }
    for (int i = 0; i < COUNT; i++) printf("%d%c", first[i], i == COUNT - 1 ? '\n' : ' ');
    return 0;
}
