// Roman numerals of every number up to 3999 come back as the number.
#include <stdio.h>
#include <string.h>

static const struct {
    int value;
    const char *letters;
} parts[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
             {40, "XL"},  {10, "X"},   {9, "IX"},  {5, "V"},    {4, "IV"},  {1, "I"}};
enum { PARTS = sizeof parts / sizeof parts[0] };

static void to_roman(int n, char *out) {
    *out = '\0';
    for (int i = 0; i < PARTS; i++)
        for (; n >= parts[i].value; n -= parts[i].value) strcat(out, parts[i].letters);
}

static int from_roman(const char *s) {
    int n = 0;
    for (int i = 0; i < PARTS; i++) {
        size_t length = strlen(parts[i].letters);
        for (; strncmp(s, parts[i].letters, length) == 0; s += length) n += parts[i].value;
    }
    return *s ? -1 : n;
}

int main(void) {
    char roman[20], longest[20] = "";
    for (int n = 1; n < 4000; n++) {
        to_roman(n, roman);
        if (from_roman(roman) != n) return printf("%d became %s\n", n, roman), 1;
        if (strlen(roman) > strlen(longest)) strcpy(longest, roman);
    }
    const int years[] = {4, 1066, 1492, 1999, 2024, 3999};
    for (int i = 0; i < 6; i++) {
        to_roman(years[i], roman);
        printf("%d %s\n", years[i], roman);
    }
    printf("longest %s, nonsense %d\n", longest, from_roman("IIXM"));
    return 0;
}
