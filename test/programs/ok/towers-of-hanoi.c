// The towers of Hanoi, recursively and by Gray code; both make the same moves.
// option: {"compiler":{"optimize":"0"}}
#include <stdio.h>

enum { DISCS = 6, MOVES = (1 << DISCS) - 1 };
static struct {
    int disc, from, to;
} moves[MOVES];
static int count;

static void hanoi(int disc, int from, int to) {
    if (disc == 0) return;
    int other = 3 - from - to;
    hanoi(disc - 1, from, other);
    moves[count].disc = disc;
    moves[count].from = from;
    moves[count++].to = to;
    hanoi(disc - 1, other, to);
}

int main(void) {
    hanoi(DISCS, 0, 2);
    int peg[DISCS + 1] = {0}, differing = 0;
    for (int move = 1; move <= MOVES; move++) {
        int disc = __builtin_ctz((unsigned)move) + 1;
        int step = (DISCS - disc) % 2 == 0 ? 2 : 1;
        int to = (peg[disc] + step) % 3;
        differing += moves[move - 1].disc != disc || moves[move - 1].from != peg[disc] || moves[move - 1].to != to;
        peg[disc] = to;
        if (move <= 7) printf("disc %d: %c -> %c\n", disc, "ABC"[moves[move - 1].from], "ABC"[to]);
    }
    printf("%d moves, %d differ\n", count, differing);
    return differing != 0;
}
