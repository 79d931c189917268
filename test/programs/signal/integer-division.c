// An average of no numbers: integer division by zero.
// expect: {"signal":"SIGFPE"}
#include <stdio.h>

static int average(const int *values, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) sum += values[i];
    return sum / count;
}

int main(void) {
    int values[] = {3, 4, 8};
    for (volatile int count = 3; count >= 0; count--) {
        printf("average of %d: ", count);
        fflush(stdout);
        printf("%d\n", average(values, count));
        fflush(stdout);
    }
    return 0;
}
