// Vigenère over stdin, character by character, and back again.
// stdin: "Attack at dawn! Bring 12 ladders,\nand don't be late.\n"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void cipher(const char *in, char *out, const char *key, int direction) {
    size_t k = 0, length = strlen(key);
    for (; *in; in++, out++) {
        if (!isalpha((unsigned char)*in)) {
            *out = *in;
            continue;
        }
        char base = isupper((unsigned char)*in) ? 'A' : 'a';
        int shift = (tolower((unsigned char)key[k++ % length]) - 'a') * direction;
        *out = (char)(base + (*in - base + shift + 26) % 26);
    }
    *out = '\0';
}

int main(void) {
    char plain[256], secret[256], back[256];
    size_t length = 0;
    for (int c; length < sizeof plain - 1 && (c = getchar()) != EOF;) plain[length++] = (char)c;
    plain[length] = '\0';
    cipher(plain, secret, "Lemon", 1);
    cipher(secret, back, "Lemon", -1);
    fputs(secret, stdout);
    puts(strcmp(plain, back) == 0 ? "and back" : "lost");
    return 0;
}
