// Two symbols that are aliases of each other.
// expect: {"compileContains":"alias"}
void first(void) __attribute__((alias("second")));
void second(void) __attribute__((alias("first")));

int main(void) {
    first();
    return 0;
}
