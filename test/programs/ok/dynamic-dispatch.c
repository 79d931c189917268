// Objects in C: tables of functions, inheritance by embedding, a visitor, and casting back by offset.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct animal;
struct animal_class {
    const char *kind;
    void (*speak)(const struct animal *);
    void (*destroy)(struct animal *);
};
struct animal {
    const struct animal_class *class;
    char name[12];
};
struct dog {
    struct animal base;
    int barks;
};
struct parrot {
    int words;
    struct animal base;
    char phrase[2][16];
};

#define CONTAINER(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))

static void dog_speak(const struct animal *a) {
    const struct dog *dog = CONTAINER(a, struct dog, base);
    for (int i = 0; i < dog->barks; i++) printf("%s", i ? " woof" : "woof");
    putchar('\n');
}
static void dog_destroy(struct animal *a) { free(CONTAINER(a, struct dog, base)); }
static void parrot_speak(const struct animal *a) {
    const struct parrot *parrot = CONTAINER(a, struct parrot, base);
    for (int i = 0; i < parrot->words; i++) printf("%s! ", parrot->phrase[i]);
    putchar('\n');
}
static void parrot_destroy(struct animal *a) { free(CONTAINER(a, struct parrot, base)); }

static const struct animal_class dogs = {"dog", dog_speak, dog_destroy}, parrots = {"parrot", parrot_speak, parrot_destroy};

static struct animal *new_dog(const char *name, int barks) {
    struct dog *dog = calloc(1, sizeof *dog);
    if (!dog) abort();
    dog->base.class = &dogs;
    dog->barks = barks;
    strncpy(dog->base.name, name, sizeof dog->base.name - 1);
    return &dog->base;
}
static struct animal *new_parrot(const char *name) {
    struct parrot *parrot = calloc(1, sizeof *parrot);
    if (!parrot) abort();
    *parrot = (struct parrot){.words = 2, .base.class = &parrots, .phrase = {"hello", "sailor"}};
    strncpy(parrot->base.name, name, sizeof parrot->base.name - 1);
    return &parrot->base;
}

int main(void) {
    struct animal *zoo[] = {new_dog("Rex", 3), new_parrot("Polly"), new_dog("Mia", 1)};
    for (int i = 0; i < 3; i++) {
        printf("%s the %s says ", zoo[i]->name, zoo[i]->class->kind);
        zoo[i]->class->speak(zoo[i]);
        zoo[i]->class->destroy(zoo[i]);
    }
    return 0;
}
