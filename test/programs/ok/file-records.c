// Fixed-size records in a file: append, seek to one, change it, list all.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct account {
    uint32_t number;
    char owner[20];
    int64_t cents;
};

static int at(FILE *file, uint32_t number, struct account *record) {
    if (fseek(file, (long)number * (long)sizeof *record, SEEK_SET) != 0) return 0;
    return fread(record, sizeof *record, 1, file) == 1;
}

static int move_money(FILE *file, uint32_t from, uint32_t to, int64_t cents) {
    struct account a, b;
    if (!at(file, from, &a) || !at(file, to, &b)) return puts("no such account"), 0;
    if (a.cents < cents) return puts("not enough"), 0;
    a.cents -= cents;
    b.cents += cents;
    struct account *both[] = {&a, &b};
    for (int i = 0; i < 2; i++) {
        fseek(file, (long)both[i]->number * (long)sizeof a, SEEK_SET);
        fwrite(both[i], sizeof a, 1, file);
    }
    return 1;
}

int main(void) {
    const char *owners[] = {"Ines", "Jaap", "Kofi", "Lena"};
    FILE *file = fopen("accounts.dat", "w+b");
    if (!file) return 1;
    for (uint32_t i = 0; i < 4; i++) {
        struct account record = {.number = i, .cents = 10000 * (i + 1)};
        strcpy(record.owner, owners[i]);
        fwrite(&record, sizeof record, 1, file);
    }
    move_money(file, 3, 0, 12345);
    move_money(file, 0, 1, 9999999);
    move_money(file, 1, 9, 1);
    rewind(file);
    struct account record;
    int64_t total = 0;
    while (fread(&record, sizeof record, 1, file) == 1) {
        printf("%u %-6s %6lld.%02lld\n", (unsigned)record.number, record.owner, (long long)record.cents / 100, (long long)record.cents % 100);
        total += record.cents;
    }
    printf("total %lld, end of file %d, size %ld\n", (long long)total, feof(file) != 0, ftell(file));
    return fclose(file);
}
