// A chained hash table that grows, counting words of a text.
// stdin: "it was the best of times, it was the worst of times,\n"
// stdin: "it was the age of wisdom, it was the age of foolishness\n"
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct entry *next;
    int count;
    char word[];
};
struct table {
    struct entry **buckets;
    size_t size, used;
};

static uint32_t fnv1a(const char *s) {
    uint32_t hash = 2166136261u;
    while (*s) hash = (hash ^ (unsigned char)*s++) * 16777619u;
    return hash;
}

static void grow(struct table *t) {
    struct table bigger = {calloc(t->size * 2, sizeof *t->buckets), t->size * 2, t->used};
    for (size_t i = 0; i < t->size; i++)
        for (struct entry *e = t->buckets[i], *next; e; e = next) {
            next = e->next;
            struct entry **at = &bigger.buckets[fnv1a(e->word) % bigger.size];
            e->next = *at;
            *at = e;
        }
    free(t->buckets);
    *t = bigger;
}

static struct entry *lookup(struct table *t, const char *word) {
    struct entry *e = t->buckets[fnv1a(word) % t->size];
    while (e && strcmp(e->word, word) != 0) e = e->next;
    if (e) return e;
    if (t->used++ >= t->size) grow(t);
    struct entry **at = &t->buckets[fnv1a(word) % t->size];
    e = malloc(sizeof *e + strlen(word) + 1);
    e->count = 0;
    strcpy(e->word, word);
    e->next = *at;
    return *at = e;
}

static int by_count(const void *a, const void *b) {
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    return x->count != y->count ? y->count - x->count : strcmp(x->word, y->word);
}

int main(void) {
    struct table t = {calloc(2, sizeof *t.buckets), 2, 0};
    char word[64];
    while (scanf("%63[a-zA-Z]%*[^a-zA-Z]", word) == 1) lookup(&t, word)->count++;
    struct entry *all[64];
    size_t n = 0;
    for (size_t i = 0; i < t.size; i++)
        for (struct entry *e = t.buckets[i]; e; e = e->next) all[n++] = e;
    qsort(all, n, sizeof *all, by_count);
    printf("%zu different words in %zu buckets\n", n, t.size);
    for (size_t i = 0; i < n; i++) {
        printf("%3d %s\n", all[i]->count, all[i]->word);
        free(all[i]);
    }
    free(t.buckets);
    return 0;
}
