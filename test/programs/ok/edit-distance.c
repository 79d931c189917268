// Levenshtein distance and the longest common subsequence of pairs of arguments.
// option: {"args":["kitten","sitting","flaw","lawn","","abc","Cellblock","cellblocks"]}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t min3(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

static size_t distance(const char *a, const char *b) {
    size_t width = strlen(b) + 1;
    size_t *row = malloc(width * sizeof *row);
    for (size_t j = 0; j < width; j++) row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j < width; j++) {
            size_t above = row[j];
            row[j] = min3(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    size_t result = row[width - 1];
    free(row);
    return result;
}

static void common(const char *a, const char *b, char *out) {
    static unsigned char length[32][32];
    size_t n = strlen(a), m = strlen(b);
    memset(length, 0, sizeof length);
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            unsigned char skip = length[i + 1][j] > length[i][j + 1] ? length[i + 1][j] : length[i][j + 1];
            length[i][j] = a[i] == b[j] ? (unsigned char)(length[i + 1][j + 1] + 1) : skip;
        }
    for (size_t i = 0, j = 0; i < n && j < m;) {
        if (a[i] == b[j])
            *out++ = a[i++], j++;
        else if (length[i + 1][j] >= length[i][j + 1])
            i++;
        else
            j++;
    }
    *out = '\0';
}

int main(int argc, char **argv) {
    for (int i = 1; i + 1 < argc; i += 2) {
        char shared[32];
        common(argv[i], argv[i + 1], shared);
        printf("'%s' '%s': distance %zu, common '%s'\n", argv[i], argv[i + 1], distance(argv[i], argv[i + 1]), shared);
    }
    return 0;
}
