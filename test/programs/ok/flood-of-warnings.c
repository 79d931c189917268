// Thousands of warnings are cut, and the program runs all the same.
// option: {"compiler":{"warnings":["all","extra"]}}
// expect: {"compileTruncated":true,"compileContains":"unused variable"}
#include <stdio.h>

#define PASTE(a, b) a##b
#define NAME(a, b) PASTE(a, b)
#define ONE int NAME(unused, __COUNTER__);
#define TEN ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define THOUSAND HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED

static int busy(void) {
    THOUSAND THOUSAND
    return __COUNTER__;
}

int main(void) {
    printf("%d unused variables\n", busy());
    return 0;
}
