// A nested function whose address is taken needs an executable stack, which is refused with that reason.
// expect: {"message":"executable stack"}
#include <stdio.h>
#include <stdlib.h>

static void for_each(const int *values, int count, void (*visit)(int)) {
    for (int i = 0; i < count; i++) visit(values[i]);
}

int main(void) {
    const int values[] = {1, 2, 3};
    int sum = 0;
    void add(int x) { sum += x; }
    for_each(values, 3, add);
    printf("%d\n", sum);
    return 0;
}
