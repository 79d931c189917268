// Recursion as deep as a stack of the allowed size carries: Ackermann, mutual recursion, a flood fill.
// option: {"limits":{"stackBytes":67108864},"compiler":{"optimize":"0"}}
// differs: the host's stack is 8 MiB
// expect: {"stdout":"ackermann 1021\nodd 1\nfilled 160000, depth 160000\n"}
#include <stdio.h>

static int ackermann(int m, int n) { return m == 0 ? n + 1 : ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1)); }

static int is_odd(unsigned n);
static int is_even(unsigned n) { return n == 0 ? 1 : is_odd(n - 1); }
static int is_odd(unsigned n) { return n == 0 ? 0 : is_even(n - 1); }

enum { SIDE = 400 };
static char grid[SIDE][SIDE];
static int deepest;

static int fill(int row, int column, int depth) {
    if (row < 0 || column < 0 || row >= SIDE || column >= SIDE || grid[row][column]) return 0;
    grid[row][column] = 1;
    if (depth > deepest) deepest = depth;
    int down = row % 2 ? -1 : 1;
    return 1 + fill(row, column + down, depth + 1) + fill(row, column - down, depth + 1) + fill(row + 1, column, depth + 1) +
           fill(row - 1, column, depth + 1);
}

int main(void) {
    printf("ackermann %d\n", ackermann(3, 7));
    printf("odd %d\n", is_odd(300001));
    int filled = fill(0, 0, 1);
    printf("filled %d, depth %d\n", filled, deepest);
    return 0;
}
