// Parentheses nested until the compiler itself gives up: an error of the program, not of the service.
#define A ((((((((((((((((
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
#define E D D D D

int main(void) {
    return E 1;
}
