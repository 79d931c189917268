// With no output allowed a single byte is too much.
// option: {"limits":{"outputBytes":0}}
// expect: {"truncated":"stdout","stdout":""}
#include <stdio.h>

int main(void) {
    int sum = 0;
    for (int i = 1; i <= 100; i++) sum += i;
    if (sum != 5050) return 1;
    printf("%d\n", sum);
    return 0;
}
