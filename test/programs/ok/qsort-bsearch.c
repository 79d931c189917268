// qsort by several keys, then bsearch, over an array of structures.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name;
    const char *town;
    int born;
} person;

static int by_town_then_age(const void *left, const void *right) {
    const person *a = left, *b = right;
    int order = strcmp(a->town, b->town);
    return order != 0 ? order : (a->born > b->born) - (a->born < b->born);
}

static int by_name(const void *left, const void *right) {
    return strcmp(((const person *)left)->name, ((const person *)right)->name);
}

int main(void) {
    person people[] = {
        {"Noor", "Utrecht", 1991}, {"Ada", "London", 1815},   {"Edsger", "Rotterdam", 1930},
        {"Alan", "London", 1912},  {"Grace", "New York", 1906}, {"Dennis", "New York", 1941},
        {"Ken", "New Orleans", 1943}, {"Brian", "Toronto", 1942},
    };
    const size_t count = sizeof people / sizeof people[0];
    qsort(people, count, sizeof people[0], by_town_then_age);
    for (size_t i = 0; i < count; i++)
        printf("%-12s %-8s %d\n", people[i].town, people[i].name, people[i].born);
    qsort(people, count, sizeof people[0], by_name);
    const char *wanted[] = {"Dennis", "Linus", "Ada"};
    for (size_t i = 0; i < 3; i++) {
        person key = {.name = wanted[i]};
        const person *found = bsearch(&key, people, count, sizeof key, by_name);
        printf("%s: %s\n", wanted[i], found ? found->town : "not found");
    }
    return 0;
}
