// Bytes that are not UTF-8 in the middle of code: an error, and a reply that is valid text all the same.
// expect: {"compileContains":"stray"}
#include <stdio.h>

int main(void) {
    int count = 3 ÿþ 4;
    printf("%d\n", count);Ã( 
    return 0;
}
