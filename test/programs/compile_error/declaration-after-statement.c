/*
 * What later standards allow is an error in pedantic C90.
 * option: {"compiler":{"standard":"c90","warnings":["pedantic","error"]}}
 * expect: {"diagnostic":{"severity":"error","message":"ISO C90 forbids mixed declarations and code"}}
 */
#include <stdio.h>

int main(void)
{
    printf("first a statement\n");
    int then = 5;
    printf("%d\n", then);
    return 0;
}
