// mbstowcs and wcrtomb against a UTF-8 decoder by hand, malformed bytes included.
#include <errno.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int decode(const unsigned char *s, uint32_t *point) {
    if (s[0] < 0x80) return *point = s[0], 1;
    int more = s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : s[0] >= 0xc2 ? 1 : -1;
    if (more < 0 || s[0] > 0xf4) return -1;
    *point = s[0] & (0x3f >> more);
    for (int i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80) return -1;
        *point = *point << 6 | (s[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    return *point < least[more] || *point > 0x10ffff || (*point >= 0xd800 && *point < 0xe000) ? -1 : more + 1;
}

int main(void) {
    if (!setlocale(LC_CTYPE, "C.utf8")) return 1;
    printf("at most %zu bytes a character\n", MB_CUR_MAX);
    const char *samples[] = {"plain", "\xc3\xa9t\xc3\xa9", "\xe2\x82\xac""42", "\xf0\x9f\x8e\x88", "\xc0\x80", "\xed\xa0\x80", "cut\xe2\x82"};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        wchar_t wide[16];
        errno = 0;
        size_t length = mbstowcs(wide, samples[i], 16);
        uint32_t points[16];
        int count = 0, step = 1;
        for (const unsigned char *s = (const unsigned char *)samples[i]; *s && step > 0; s += step)
            if ((step = decode(s, &points[count])) > 0) count++;
        if (length == (size_t)-1) {
            printf("%zu: EILSEQ %d, by hand %s\n", i, errno == EILSEQ, step < 0 ? "refused too" : "accepted");
            continue;
        }
        char back[32];
        size_t used = 0;
        mbstate_t state = {0};
        for (size_t j = 0; j < length; j++) used += wcrtomb(back + used, wide[j], &state);
        back[used] = '\0';
        printf("%zu: %s %zu characters, %s, %s\n", i, back, length, (int)length == count ? "agreed" : "disagreed",
               strcmp(back, samples[i]) == 0 ? "and back" : "changed");
    }
    return 0;
}
