// Designated initialisers, compound literals, nested and partly given arrays, flexible array members.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct point {
    int x, y;
};
struct path {
    size_t count;
    struct point points[];
};

static int sum(const int *v, size_t n) { return n ? *v + sum(v + 1, n - 1) : 0; }
static struct point mirror(struct point p) { return (struct point){.y = p.x, .x = p.y}; }

int main(void) {
    int sparse[] = {[2] = 5, 6, [10] = 7, [0 ... 1] = 9};
    printf("%zu:", sizeof sparse / sizeof *sparse);
    for (size_t i = 0; i < sizeof sparse / sizeof *sparse; i++) printf(" %d", sparse[i]);
    putchar('\n');

    char board[3][4] = {"abc", [2] = {'x', [2] = 'z'}};
    printf("%s|%s|%s|%c\n", board[0], board[1], board[2], board[2][2]);
    struct point corners[2][2] = {{{1, 2}, {.y = 4}}, [1][1].x = 8};
    printf("%d %d %d %d\n", corners[0][0].y, corners[0][1].x, corners[0][1].y, corners[1][1].x);

    printf("%d\n", sum((int[]){1, 2, 3, 4, 5}, 5));
    struct point p = mirror((struct point){3, 7});
    struct point *where = &(struct point){p.x * 10, p.y * 10};
    where->x++;
    printf("%d %d %d %d\n", p.x, p.y, where->x, where->y);

    struct path *path = malloc(sizeof *path + 4 * sizeof path->points[0]);
    if (!path) return 1;
    path->count = 4;
    for (size_t i = 0; i < path->count; i++) path->points[i] = (struct point){(int)i, (int)(i * i)};
    struct path *copy = malloc(sizeof *path + 4 * sizeof path->points[0]);
    memcpy(copy, path, sizeof *path + 4 * sizeof path->points[0]);
    printf("%zu %d %d\n", sizeof *copy, copy->points[3].x, copy->points[3].y);
    free(path);
    free(copy);
    return 0;
}
