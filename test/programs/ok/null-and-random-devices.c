// /dev/null swallows and is empty, /dev/zero is zeros, /dev/urandom is neither; getentropy agrees.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    FILE *null = fopen("/dev/null", "r+");
    if (!null) return perror("/dev/null"), 1;
    printf("null takes %d, gives %d\n", fprintf(null, "gone"), getc(null));
    fclose(null);

    unsigned char zeros[32], random[2][32];
    FILE *zero = fopen("/dev/zero", "rb");
    if (!zero) return perror("/dev/zero"), 1;
    size_t got = fread(zeros, 1, sizeof zeros, zero), set = 0;
    for (size_t i = 0; i < got; i++) set += zeros[i] != 0;
    printf("zero gives %zu bytes, %zu of them set\n", got, set);
    fclose(zero);

    FILE *urandom = fopen("/dev/urandom", "rb");
    if (!urandom) return perror("/dev/urandom"), 1;
    got = fread(random, 1, sizeof random, urandom);
    printf("urandom gives %zu bytes, twice the same: %d\n", got, memcmp(random[0], random[1], 32) == 0);
    fclose(urandom);
    printf("getentropy %d, changed %d\n", getentropy(zeros, sizeof zeros), memcmp(zeros, random[0], 32) != 0);
    return 0;
}
