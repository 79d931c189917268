// There is no endless device where the compiler lives.
// expect: {"diagnostic":{"severity":"fatal","message":"/dev/zero: No such file or directory"}}
char zeros[] = {
#include "/dev/zero"
};

int main(void) { return zeros[0]; }
