// rand, random, drand48 and rand_r give the same numbers for the same seed everywhere; a shuffle and dice with them.
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>

static void shuffle(int *deck, int count) {
    for (int i = count - 1; i > 0; i--) {
        int j = rand() % (i + 1), t = deck[i];
        deck[i] = deck[j];
        deck[j] = t;
    }
}

int main(void) {
    int deck[52], sums[13] = {0};
    unsigned state = 3;
    srand(42);
    for (int i = 0; i < 5; i++) printf("%d ", rand() % 6 + 1);
    printf("up to %d\n", RAND_MAX);
    for (int i = 0; i < 52; i++) deck[i] = i;
    shuffle(deck, 52);
    for (int i = 0; i < 5; i++) printf("%c%c ", "23456789TJQKA"[deck[i] % 13], "CDHS"[deck[i] / 13]);
    putchar('\n');
    for (int i = 0; i < 3600; i++) {
        int first = rand_r(&state) % 6 + 1;
        sums[first + rand_r(&state) % 6 + 1]++;
    }
    for (int sum = 2; sum <= 12; sum++) printf("%d%c", sums[sum], sum == 12 ? '\n' : ' ');
    srandom(7);
    srand48(7);
    printf("%ld %.6f\n", random(), drand48());
    return 0;
}
