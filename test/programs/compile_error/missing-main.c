// A library without a main: the linker's error, without paths of the host.
// expect: {"compileContains":"undefined reference to","nowhere":"/tmp/"}
#include <stddef.h>

size_t count(const char *text, char wanted) {
    size_t n = 0;
    for (; *text; text++) n += *text == wanted;
    return n;
}
