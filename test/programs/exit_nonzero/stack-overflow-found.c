// AddressSanitizer finds a read beyond an array on the stack.
// option: {"compiler":{"sanitize":["address"],"optimize":"0"},"limits":{"memoryBytes":536870912}}
// expect: {"exitCode":1,"stderrContains":"stack-buffer-overflow"}
#include <stdio.h>

static int sum(const int *values, int count) {
    int total = 0;
    for (int i = 0; i <= count; i++) total += values[i];
    return total;
}

int main(void) {
    int scores[5] = {7, 8, 9, 6, 10};
    int result = sum(scores, 5);
    printf("sum %d\n", result);
    return 0;
}
