// Dijkstra's shortest paths with a binary heap on a grid with walls.
#include <limits.h>
#include <stdio.h>

enum { SIDE = 20, CELLS = SIDE * SIDE };
struct item {
    int distance, cell;
};
static struct item heap[CELLS * 4];
static int heap_size;

static void push(struct item new) {
    int at = heap_size++;
    for (; at > 0 && heap[(at - 1) / 2].distance > new.distance; at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = new;
}

static struct item pop(void) {
    struct item top = heap[0], last = heap[--heap_size];
    int at = 0;
    for (int child; (child = 2 * at + 1) < heap_size; at = child) {
        if (child + 1 < heap_size && heap[child + 1].distance < heap[child].distance) child++;
        if (last.distance <= heap[child].distance) break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return top;
}

int main(void) {
    int distance[CELLS], cost[CELLS];
    for (int i = 0; i < CELLS; i++) {
        int row = i / SIDE, column = i % SIDE;
        distance[i] = INT_MAX;
        cost[i] = column % 4 == 2 && row % 7 != column % 5 ? 50 : 1 + (row * column) % 4;
    }
    distance[0] = 0;
    push((struct item){0, 0});
    int settled = 0;
    while (heap_size > 0) {
        struct item now = pop();
        if (now.distance > distance[now.cell]) continue;
        settled++;
        const int steps[4][2] = {{0, 1}, {1, 0}, {0, -1}, {-1, 0}};
        for (int d = 0; d < 4; d++) {
            int row = now.cell / SIDE + steps[d][0], column = now.cell % SIDE + steps[d][1];
            if (row < 0 || column < 0 || row >= SIDE || column >= SIDE) continue;
            int next = row * SIDE + column, through = now.distance + cost[next];
            if (through < distance[next]) push((struct item){distance[next] = through, next});
        }
    }
    printf("settled %d, far corner %d, near corner %d\n", settled, distance[CELLS - 1], distance[SIDE - 1]);
    return 0;
}
