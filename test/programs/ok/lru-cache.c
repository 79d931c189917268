// Least recently used cache: a hash of indices into a doubly linked list in an array.
#include <stdio.h>

enum { ROOM = 3, KEYS = 16, NONE = ROOM };
static struct {
    int key, value, before, after;
} ring[ROOM + 1];
static int where[KEYS], used;

static void unlink_slot(int s) {
    ring[ring[s].before].after = ring[s].after;
    ring[ring[s].after].before = ring[s].before;
}

static void to_front(int s) {
    ring[s].before = NONE;
    ring[s].after = ring[NONE].after;
    ring[ring[NONE].after].before = s;
    ring[NONE].after = s;
}

static int get(int key) {
    int s = where[key];
    if (s == NONE) return -1;
    unlink_slot(s);
    to_front(s);
    return ring[s].value;
}

static void put(int key, int value) {
    int s = where[key];
    if (s != NONE) {
        unlink_slot(s);
    } else if (used < ROOM) {
        s = used++;
    } else {
        s = ring[NONE].before;
        printf("  %d falls out\n", ring[s].key);
        where[ring[s].key] = NONE;
        unlink_slot(s);
    }
    where[key] = s;
    ring[s].key = key;
    ring[s].value = value;
    to_front(s);
}

int main(void) {
    for (int i = 0; i < KEYS; i++) where[i] = NONE;
    ring[NONE].before = ring[NONE].after = NONE;
    const int script[][2] = {{1, 10}, {2, 20}, {1, 0}, {3, 30}, {4, 40}, {2, 0}, {1, 0}, {1, 11}, {5, 50}, {4, 0}, {1, 0}};
    for (size_t i = 0; i < sizeof script / sizeof *script; i++) {
        int key = script[i][0], value = script[i][1];
        if (value) {
            printf("put %d=%d\n", key, value);
            put(key, value);
        } else {
            printf("get %d: %d\n", key, get(key));
        }
    }
    return 0;
}
