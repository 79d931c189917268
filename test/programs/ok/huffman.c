// Huffman codes for a text, encoded and decoded again.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    int weight, symbol;
    struct node *zero, *one;
};

static char codes[128][64];

static void assign(const struct node *n, char *prefix, int depth) {
    if (!n->zero) {
        memcpy(codes[n->symbol], prefix, (size_t)depth);
        return;
    }
    prefix[depth] = '0';
    assign(n->zero, prefix, depth + 1);
    prefix[depth] = '1';
    assign(n->one, prefix, depth + 1);
}

static struct node *take_least(struct node **pool, int *size) {
    int least = 0;
    for (int i = 1; i < *size; i++)
        if (pool[i]->weight < pool[least]->weight ||
            (pool[i]->weight == pool[least]->weight && pool[i]->symbol < pool[least]->symbol))
            least = i;
    struct node *taken = pool[least];
    pool[least] = pool[--*size];
    return taken;
}

int main(void) {
    const char text[] = "she sells sea shells by the sea shore";
    static struct node nodes[256];
    struct node *pool[128];
    int size = 0, made = 0, counts[128] = {0};
    for (const char *c = text; *c; c++) counts[(int)*c]++;
    for (int s = 0; s < 128; s++)
        if (counts[s]) {
            nodes[made] = (struct node){counts[s], s, NULL, NULL};
            pool[size++] = &nodes[made++];
        }
    while (size > 1) {
        struct node *a = take_least(pool, &size), *b = take_least(pool, &size);
        nodes[made] = (struct node){a->weight + b->weight, 128 + made, a, b};
        pool[size++] = &nodes[made++];
    }
    char prefix[64];
    assign(pool[0], prefix, 0);
    static char bits[1024], back[128];
    for (const char *c = text; *c; c++) strcat(bits, codes[(int)*c]);
    const struct node *n = pool[0];
    size_t length = 0;
    for (const char *b = bits; *b; b++) {
        n = *b == '0' ? n->zero : n->one;
        if (!n->zero) {
            back[length++] = (char)n->symbol;
            n = pool[0];
        }
    }
    for (int s = 0; s < 128; s++)
        if (counts[s]) printf("'%c' %2d %s\n", s, counts[s], codes[s]);
    printf("%zu bits for %zu bytes: %s\n", strlen(bits), strlen(text), strcmp(text, back) == 0 ? back : "broken");
    return 0;
}
