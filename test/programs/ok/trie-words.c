// A trie counts words and completes prefixes.
// stdin: "the quick brown fox then there the thermos quip the\n"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

struct trie {
    int count;
    struct trie *next[26];
};

static struct trie *grow(void) {
    struct trie *t = calloc(1, sizeof *t);
    if (!t) exit(1);
    return t;
}

static void complete(const struct trie *t, char *prefix, int length) {
    if (t->count) printf("  %.*s x%d\n", length, prefix, t->count);
    for (int i = 0; i < 26; i++)
        if (t->next[i]) {
            prefix[length] = (char)('a' + i);
            complete(t->next[i], prefix, length + 1);
        }
}

static void release(struct trie *t) {
    for (int i = 0; i < 26; i++)
        if (t->next[i]) release(t->next[i]);
    free(t);
}

int main(void) {
    struct trie *root = grow(), *at = root;
    for (int c; (c = getchar()) != EOF;) {
        if (isalpha(c)) {
            struct trie **next = &at->next[tolower(c) - 'a'];
            if (!*next) *next = grow();
            at = *next;
        } else {
            if (at != root) at->count++;
            at = root;
        }
    }
    const char *prefixes[] = {"the", "qui", "z"};
    for (int i = 0; i < 3; i++) {
        char word[64];
        int length = 0;
        const struct trie *t = root;
        for (; t && prefixes[i][length]; length++) {
            word[length] = prefixes[i][length];
            t = t->next[word[length] - 'a'];
        }
        printf("%s:\n", prefixes[i]);
        if (t) complete(t, word, length);
    }
    release(root);
    return 0;
}
