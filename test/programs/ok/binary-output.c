// Every byte value on stdout and stderr, NUL and what is not UTF-8 among them.
#include <stdio.h>

int main(void) {
    for (int round = 0; round < 2; round++)
        for (int byte = 0; byte < 256; byte++) putchar(byte);
    fwrite("\xff\xfe\0\x80tail", 1, 8, stdout);
    fputs("\xc3(", stderr);
    return 0;
}
