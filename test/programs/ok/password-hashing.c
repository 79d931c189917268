// crypt from libcrypt with known answers in three schemes.
// option: {"compiler":{"libraries":["crypt"]}}
#define _GNU_SOURCE
#include <crypt.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    const char *settings[] = {"$5$saltstring", "$6$saltstring", "$1$abcdefgh", "$1$other"};
    for (int i = 0; i < 4; i++) {
        struct crypt_data data = {0};
        const char *hash = crypt_r("Hello world!", settings[i], &data);
        printf("%s\n", hash ? hash : "refused");
        if (!hash) continue;
        char kept[CRYPT_OUTPUT_SIZE];
        strcpy(kept, hash);
        memset(&data, 0, sizeof data);
        printf("  right %d,", strcmp(crypt_r("Hello world!", kept, &data), kept) == 0);
        printf(" wrong %d\n", strcmp(crypt_r("hello world!", kept, &data), kept) == 0);
    }
    return 0;
}
