// Sixty-five thousand errors are more than anyone reads: the first are kept, and the cut is marked.
// expect: {"compileTruncated":true,"compileContains":"stray"}
#define A @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C

int main(void) {
    D
    return 0;
}
