// Solves a sudoku from stdin with candidate masks, always taking the cell with the fewest candidates.
// stdin: "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79\n"
#include <stdio.h>

static int grid[81];
static unsigned rows[9], columns[9], boxes[9];
static long tried;

static unsigned *units_of(int cell, unsigned **column, unsigned **box) {
    *column = &columns[cell % 9];
    *box = &boxes[cell / 27 * 3 + cell % 9 / 3];
    return &rows[cell / 9];
}

static void toggle(int cell, unsigned bit) {
    unsigned *column, *box, *row = units_of(cell, &column, &box);
    *row ^= bit;
    *column ^= bit;
    *box ^= bit;
}

static int solve(void) {
    int best = -1, fewest = 10;
    unsigned choices = 0;
    for (int cell = 0; cell < 81; cell++) {
        if (grid[cell]) continue;
        unsigned *column, *box, *row = units_of(cell, &column, &box);
        unsigned free = ~(*row | *column | *box) & 0x3feu;
        int n = __builtin_popcount(free);
        if (n < fewest) {
            best = cell;
            fewest = n;
            choices = free;
        }
    }
    if (best < 0) return 1;
    for (int digit = 1; digit <= 9; digit++) {
        if (!(choices >> digit & 1)) continue;
        tried++;
        grid[best] = digit;
        toggle(best, 1u << digit);
        if (solve()) return 1;
        toggle(best, 1u << digit);
        grid[best] = 0;
    }
    return 0;
}

int main(void) {
    for (int cell = 0; cell < 81; cell++) {
        int c = getchar();
        if (c >= '1' && c <= '9') {
            grid[cell] = c - '0';
            toggle(cell, 1u << grid[cell]);
        }
    }
    if (!solve()) return puts("no solution"), 1;
    for (int cell = 0; cell < 81; cell++) printf("%d%s", grid[cell], cell % 9 == 8 ? "\n" : " ");
    printf("%ld digits tried\n", tried);
    return 0;
}
