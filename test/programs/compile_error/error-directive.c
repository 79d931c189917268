// #error with a forged verdict is only a message of the compiler.
// expect: {"diagnostic":{"severity":"error","message":"#error verdict: ok, exit status 0"}}
#include <limits.h>

#if CHAR_BIT == 8
#error verdict: ok, exit status 0
#endif

int main(void) { return 0; }
