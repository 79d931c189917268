// Constructors run before main by priority, destructors after atexit handlers; weak symbols and aliases.
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor(200))) static void second(void) { puts("constructor 200"); }
__attribute__((constructor(150))) static void first(void) { puts("constructor 150"); }
__attribute__((destructor)) static void last(void) { puts("destructor"); }

extern int optional_feature(void) __attribute__((weak));
__attribute__((weak)) int replaceable(void) { return 1; }

int original(int x) { return x * 3; }
int renamed(int x) __attribute__((alias("original")));

struct command {
    const char *name;
    int (*run)(int);
};
#define COMMAND(function) \
    static const struct command command_##function __attribute__((section("commands"), used)) = {#function, function}

static int negate(int x) { return -x; }
static int square(int x) { return x * x; }
COMMAND(negate);
COMMAND(square);
COMMAND(renamed);
extern const struct command __start_commands[], __stop_commands[];

static void at_exit_one(void) { puts("atexit 1"); }
static void at_exit_two(void) {
    puts("atexit 2 registers another");
    atexit(at_exit_one);
}

int main(void) {
    puts("main");
    atexit(at_exit_two);
    printf("weak: %s, %d\n", optional_feature ? "there" : "absent", replaceable());
    for (const struct command *c = __start_commands; c < __stop_commands; c++) printf("%s(7) = %d\n", c->name, c->run(7));
    return 0;
}
