// Substring search three ways: by hand, Knuth-Morris-Pratt and Rabin-Karp.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static long comparisons;

static int naive(const char *text, const char *pattern) {
    int found = 0;
    for (; *text; text++) {
        size_t i = 0;
        while (comparisons++, pattern[i] && text[i] == pattern[i]) i++;
        found += !pattern[i];
    }
    return found;
}

static int kmp(const char *text, const char *pattern) {
    int border[64] = {-1}, m = (int)strlen(pattern), found = 0;
    for (int i = 0, k = -1; i < m; border[++i] = ++k)
        while (k >= 0 && pattern[i] != pattern[k]) k = border[k];
    for (int k = 0; *text; text++) {
        while (comparisons++, k >= 0 && *text != pattern[k]) k = border[k];
        if (++k == m) {
            found++;
            k = border[k];
        }
    }
    return found;
}

static int rabin_karp(const char *text, const char *pattern) {
    size_t n = strlen(text), m = strlen(pattern);
    uint32_t want = 0, have = 0, high = 1;
    int found = 0;
    for (size_t i = 0; i < m; i++) {
        want = want * 257 + (unsigned char)pattern[i];
        have = have * 257 + (unsigned char)text[i];
        if (i) high *= 257;
    }
    for (size_t i = 0; i + m <= n; i++) {
        found += have == want && memcmp(text + i, pattern, m) == 0;
        have = (have - (unsigned char)text[i] * high) * 257 + (unsigned char)text[i + m];
    }
    return found;
}

int main(void) {
    static char text[4001];
    memset(text, 'a', 4000);
    for (int i = 99; i < 4000; i += 100) text[i] = 'b';
    const char *pattern = "aaaaaaaaaaaaaaaaaaab";
    int (*const search[])(const char *, const char *) = {naive, kmp, rabin_karp};
    for (int i = 0; i < 3; i++) {
        comparisons = 0;
        int found = search[i](text, pattern);
        printf("%d matches, %ld comparisons\n", found, comparisons);
    }
    return 0;
}
