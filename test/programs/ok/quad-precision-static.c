// The same library linked statically: its archive needs that of m after it.
// option: {"compiler":{"libraries":["quadmath","m"],"link":"static"}}
#include <quadmath.h>
#include <stdio.h>

int main(void) {
    char text[64];
    quadmath_snprintf(text, sizeof text, "%.30Qf", sqrtq(2.0Q) + expq(1.0Q));
    puts(text);
    return 0;
}
