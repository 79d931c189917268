// Lines without an end: as much as is allowed is kept, and marked as cut.
// option: {"limits":{"outputBytes":65536}}
// expect: {"truncated":"stdout","stdoutBytes":65536,"stdoutContains":"99 bottles"}
#include <stdio.h>

int main(void) {
    for (int bottles = 99;; bottles = bottles > 0 ? bottles - 1 : 99)
        printf("%d bottles of milk on the wall\n", bottles);
}
