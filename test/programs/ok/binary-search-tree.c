// Binary search tree: insertion, the three traversals, and all cases of deletion.
#include <stdio.h>
#include <stdlib.h>

struct tree {
    int key;
    struct tree *left, *right;
};

static struct tree **find(struct tree **at, int key) {
    while (*at && (*at)->key != key) at = key < (*at)->key ? &(*at)->left : &(*at)->right;
    return at;
}

static void insert(struct tree **root, int key) {
    struct tree **at = find(root, key);
    if (*at) return;
    *at = calloc(1, sizeof **at);
    if (*at) (*at)->key = key;
}

static void delete(struct tree **root, int key) {
    struct tree **at = find(root, key), *old = *at;
    if (!old) return;
    if (old->left && old->right) {
        struct tree **successor = &old->right;
        while ((*successor)->left) successor = &(*successor)->left;
        struct tree *moved = *successor;
        *successor = moved->right;
        moved->left = old->left;
        moved->right = old->right;
        *at = moved;
    } else {
        *at = old->left ? old->left : old->right;
    }
    free(old);
}

static void preorder(const struct tree *t) {
    if (!t) return;
    printf("%d ", t->key);
    preorder(t->left);
    preorder(t->right);
}

static void inorder(const struct tree *t) {
    if (!t) return;
    inorder(t->left);
    printf("%d ", t->key);
    inorder(t->right);
}

static int height(const struct tree *t) {
    if (!t) return 0;
    int left = height(t->left), right = height(t->right);
    return 1 + (left > right ? left : right);
}

int main(void) {
    struct tree *root = NULL;
    const int keys[] = {50, 30, 70, 20, 40, 60, 80, 35, 45, 65, 50};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) insert(&root, keys[i]);
    const int gone[] = {20, 60, 30, 50, 999};
    for (size_t i = 0;; i++) {
        preorder(root);
        printf("| ");
        inorder(root);
        printf("| height %d\n", height(root));
        if (i == sizeof gone / sizeof *gone) break;
        delete(&root, gone[i]);
    }
    while (root) delete(&root, root->key);
    return 0;
}
