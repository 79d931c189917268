// Nearly all the output that is allowed by default, every line different.
#include <stdio.h>

int main(void) {
    unsigned long total = 0;
    for (unsigned line = 0; total < 1048576 - 40; line++) total += (unsigned)printf("%08u %08x\n", line, line * 2654435761u);
    return 0;
}
