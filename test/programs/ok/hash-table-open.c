// Open addressing with linear probing and tombstones survives many insertions and deletions.
#include <stdint.h>
#include <stdio.h>

enum { SLOTS = 4096, EMPTY = 0, TOMB = -1 };
static int64_t keys[SLOTS];
static int values[SLOTS];

static size_t slot_of(int64_t key, int for_insert) {
    size_t at = (size_t)((uint64_t)key * 0x9E3779B97F4A7C15u >> 52), reusable = SLOTS;
    for (size_t i = 0; i < SLOTS; i++, at = (at + 1) % SLOTS) {
        if (keys[at] == key) return at;
        if (keys[at] == TOMB && reusable == SLOTS) reusable = at;
        if (keys[at] == EMPTY) return for_insert ? (reusable < SLOTS ? reusable : at) : SLOTS;
    }
    return for_insert ? reusable : SLOTS;
}

static void put(int64_t key, int value) {
    size_t at = slot_of(key, 1);
    keys[at] = key;
    values[at] = value;
}

static int get(int64_t key) {
    size_t at = slot_of(key, 0);
    return at == SLOTS ? -1 : values[at];
}

static void erase(int64_t key) {
    size_t at = slot_of(key, 0);
    if (at < SLOTS) keys[at] = TOMB;
}

int main(void) {
    for (int i = 1; i <= 2000; i++) put((int64_t)i * i * 1000003, i);
    for (int i = 1; i <= 2000; i += 3) erase((int64_t)i * i * 1000003);
    for (int i = 1; i <= 2000; i += 6) put((int64_t)i * i * 1000003, -2 - i);
    int missing = 0, renewed = 0, kept = 0;
    for (int i = 1; i <= 2000; i++) {
        int value = get((int64_t)i * i * 1000003);
        missing += value == -1;
        renewed += value < -1;
        kept += value == i;
    }
    printf("kept %d, renewed %d, missing %d\n", kept, renewed, missing);
    return missing + renewed + kept == 2000 ? 0 : 1;
}
