// Memory that is refused: malloc gives NULL, and the program goes on with less.
// option: {"limits":{"addressSpaceBytes":209715200}}
// differs: the host's own shell has no such limit
// expect: {"stdout":"all at once: no\nin pieces: some\n"}
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    printf("all at once: %s\n", malloc(400u << 20) ? "yes" : "no");
    int pieces = 0;
    while (pieces < 400 && malloc(1u << 20)) pieces++;
    printf("in pieces: %s\n", pieces > 100 && pieces < 200 ? "some" : "?");
    return 0;
}
