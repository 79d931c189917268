// Kruskal's minimum spanning tree with union-find, edges from stdin.
// stdin: "7 11\n0 1 7\n0 3 5\n1 2 8\n1 3 9\n1 4 7\n2 4 5\n3 4 15\n3 5 6\n4 5 8\n4 6 9\n5 6 11\n"
#include <stdio.h>
#include <stdlib.h>

struct edge {
    int from, to, weight;
};

static int parent[64], rank[64];

static int root(int x) {
    while (parent[x] != x) x = parent[x] = parent[parent[x]];
    return x;
}

static int unite(int a, int b) {
    a = root(a);
    b = root(b);
    if (a == b) return 0;
    if (rank[a] < rank[b]) {
        int t = a;
        a = b;
        b = t;
    }
    parent[b] = a;
    rank[a] += rank[a] == rank[b];
    return 1;
}

static int by_weight(const void *a, const void *b) {
    const struct edge *x = a, *y = b;
    if (x->weight != y->weight) return x->weight - y->weight;
    return x->from != y->from ? x->from - y->from : x->to - y->to;
}

int main(void) {
    int nodes, count, total = 0;
    struct edge edges[128];
    if (scanf("%d %d", &nodes, &count) != 2 || nodes > 64 || count > 128) return 1;
    for (int i = 0; i < count; i++)
        if (scanf("%d%d%d", &edges[i].from, &edges[i].to, &edges[i].weight) != 3) return 1;
    for (int i = 0; i < nodes; i++) parent[i] = i;
    qsort(edges, (size_t)count, sizeof edges[0], by_weight);
    for (int i = 0; i < count; i++)
        if (unite(edges[i].from, edges[i].to)) {
            printf("%d-%d (%d)\n", edges[i].from, edges[i].to, edges[i].weight);
            total += edges[i].weight;
        }
    printf("total %d\n", total);
    return 0;
}
