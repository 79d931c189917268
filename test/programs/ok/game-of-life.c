// Conway's game of life on a torus; a glider comes back after 4 times the board.
#include <stdio.h>
#include <string.h>

enum { SIZE = 12 };
typedef unsigned char board[SIZE][SIZE];

static int neighbours(board cells, int row, int column) {
    int sum = 0;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
            if (i != 0 || j != 0) sum += cells[(row + i + SIZE) % SIZE][(column + j + SIZE) % SIZE];
    return sum;
}

static void step(board cells) {
    board next;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            int n = neighbours(cells, i, j);
            next[i][j] = n == 3 || (n == 2 && cells[i][j]);
        }
    memcpy(cells, next, sizeof next);
}

static void show(board cells) {
    for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) putchar(cells[i][j] ? '#' : '.');
        putchar('\n');
    }
    putchar('\n');
}

int main(void) {
    board cells = {{0, 1, 0}, {0, 0, 1}, {1, 1, 1}};
    board start;
    memcpy(start, cells, sizeof start);
    show(cells);
    for (int i = 0; i < 6; i++) step(cells);
    show(cells);
    for (int i = 6; i < 4 * SIZE; i++) step(cells);
    puts(memcmp(start, cells, sizeof start) == 0 ? "back home" : "lost");
    return 0;
}
