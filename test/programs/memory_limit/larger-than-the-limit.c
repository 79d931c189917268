// Its static data alone is beyond the limit: refused without a start, and named for what it is.
// option: {"limits":{"memoryBytes":67108864}}
#include <stdio.h>

static long matrix[8192][8192];

int main(void) {
    for (int i = 0; i < 8192; i++)
        for (int j = 0; j < 8192; j++) matrix[i][j] = (long)i * j;
    printf("%ld\n", matrix[8191][8191]);
    return 0;
}
