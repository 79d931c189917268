// Permutations in lexical order, combinations by bit tricks, and subsets that sum.
#include <stdio.h>
#include <string.h>

static void exchange(char *a, char *b) {
    char t = *a;
    *a = *b;
    *b = t;
}

static int next_permutation(char *s, int n) {
    int i = n - 2, j = n - 1;
    while (i >= 0 && s[i] >= s[i + 1]) i--;
    if (i < 0) return 0;
    while (s[j] <= s[i]) j--;
    exchange(&s[i], &s[j]);
    for (int a = i + 1, b = n - 1; a < b; a++, b--) exchange(&s[a], &s[b]);
    return 1;
}

int main(void) {
    char word[] = "aabc";
    int count = 0;
    do {
        printf("%s%c", word, ++count % 6 ? ' ' : '\n');
    } while (next_permutation(word, (int)strlen(word)));

    for (unsigned set = 7, shown = 0; set < 1u << 5; shown++) {
        for (int i = 0; i < 5; i++)
            if (set >> i & 1) putchar("vwxyz"[i]);
        putchar(shown % 5 == 4 ? '\n' : ' ');
        unsigned low = set & -set, carry = set + low;
        set = carry | ((set ^ carry) >> 2) / low;
    }

    const int coins[] = {3, 34, 4, 12, 5, 2};
    for (unsigned set = 1; set < 1u << 6; set++) {
        int sum = 0;
        for (int i = 0; i < 6; i++) sum += set >> i & 1 ? coins[i] : 0;
        if (sum != 19) continue;
        printf("19 =");
        for (int i = 0; i < 6; i++)
            if (set >> i & 1) printf(" %d", coins[i]);
        putchar('\n');
    }
    return 0;
}
