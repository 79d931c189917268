// Eight queens by backtracking with bit masks: the number of solutions and the first board.
#include <stdio.h>

static int size, first[16], found;

static long place(int row, unsigned columns, unsigned left, unsigned right) {
    if (row == size) return ++found, 1;
    long solutions = 0;
    unsigned free = ~(columns | left | right) & ((1u << size) - 1);
    while (free) {
        unsigned bit = free & -free;
        free ^= bit;
        if (!found) first[row] = __builtin_ctz(bit);
        solutions += place(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return solutions;
}

int main(void) {
    for (size = 1; size <= 10; size++) {
        found = 0;
        printf("%2d queens: %ld\n", size, place(0, 0, 0, 0));
        if (size != 8) continue;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) putchar(first[row] == column ? 'Q' : '.');
            putchar('\n');
        }
    }
    return 0;
}
