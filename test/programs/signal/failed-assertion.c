// assert prints the condition and aborts.
// expect: {"signal":"SIGABRT","stderrContains":"Assertion `is_sorted(values, 6)' failed"}
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>

static bool is_sorted(const int *v, int n) {
    for (int i = 1; i < n; i++)
        if (v[i - 1] > v[i]) return false;
    return true;
}

int main(void) {
    int values[] = {9, 7, 5, 3, 2, 1};
    for (int round = 0; round < 3; round++)
        for (int i = 1; i < 6 - round; i++)
            if (values[i - 1] > values[i]) {
                int t = values[i];
                values[i] = values[i - 1];
                values[i - 1] = t;
            }
    printf("too few rounds\n");
    fflush(stdout);
    assert(is_sorted(values, 6));
    return 0;
}
