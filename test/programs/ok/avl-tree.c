// An AVL tree stays balanced while ten thousand keys arrive in order.
// option: {"compiler":{"optimize":"g"}}
#include <stdio.h>
#include <stdlib.h>

typedef struct avl {
    int key, height;
    struct avl *child[2];
} avl;

static int height(const avl *t) { return t ? t->height : 0; }

static void update(avl *t) {
    int l = height(t->child[0]), r = height(t->child[1]);
    t->height = 1 + (l > r ? l : r);
}

static avl *rotate(avl *t, int side) {
    avl *up = t->child[!side];
    t->child[!side] = up->child[side];
    up->child[side] = t;
    update(t);
    update(up);
    return up;
}

static int rotations;

static avl *balance(avl *t) {
    update(t);
    for (int side = 0; side < 2; side++) {
        avl *heavy = t->child[side];
        if (height(heavy) <= height(t->child[!side]) + 1) continue;
        if (height(heavy->child[!side]) > height(heavy->child[side])) t->child[side] = rotate(heavy, side);
        rotations++;
        return rotate(t, !side);
    }
    return t;
}

static avl *insert(avl *t, int key) {
    if (!t) {
        t = calloc(1, sizeof *t);
        if (!t) abort();
        t->key = key;
        t->height = 1;
        return t;
    }
    int side = key > t->key;
    t->child[side] = insert(t->child[side], key);
    return balance(t);
}

static int count_in_order(const avl *t, int *previous) {
    if (!t) return 0;
    int left = count_in_order(t->child[0], previous);
    if (t->key <= *previous) printf("out of order at %d\n", t->key);
    *previous = t->key;
    return left + 1 + count_in_order(t->child[1], previous);
}

static void release(avl *t) {
    if (!t) return;
    release(t->child[0]);
    release(t->child[1]);
    free(t);
}

int main(void) {
    avl *root = NULL;
    for (int i = 0; i < 10000; i++) root = insert(root, i);
    int previous = -1, count = count_in_order(root, &previous);
    printf("%d keys, height %d, root %d, %d rotations\n", count, height(root), root->key, rotations);
    release(root);
    return 0;
}
