// scanf in its many forms: widths, sets, suppressed fields, %n, %i, hexadecimal floats.
// stdin: "12 0x1F 017 3.5e2\nkey = value with spaces\n2024-02-29T12:30\nabcXYZ123\n0x1.8p3 99%\nend-of-file"
#include <stdio.h>

int main(void) {
    int decimal, hex, octal, used;
    double real;
    int got = scanf("%d %i %i %lf%n", &decimal, &hex, &octal, &real, &used);
    printf("%d: %d %d %d %g, %d characters\n", got, decimal, hex, octal, real, used);

    char key[16], value[32];
    got = scanf(" %15[a-z] = %31[^\n]", key, value);
    printf("%d: '%s' '%s'\n", got, key, value);

    int year, month, day, hour, minute;
    got = scanf("%d-%d-%dT%d:%d", &year, &month, &day, &hour, &minute);
    printf("%d: %04d/%02d/%02d %02d.%02d\n", got, year, month, day, hour, minute);

    char small[4], large[4];
    short number;
    got = scanf(" %3[a-z]%3[A-Z]%hd", small, large, &number);
    printf("%d: %s %s %hd\n", got, small, large, number);

    float half;
    unsigned char percent;
    got = scanf("%f %hhu%%", &half, &percent);
    printf("%d: %g %hhu\n", got, (double)half, percent);

    int nothing = -1;
    char rest[16];
    got = scanf("%d", &nothing);
    printf("%d: %d\n", got, nothing);
    got = scanf("%*4c%15s", rest);
    printf("%d: %s\n", got, rest);
    got = scanf("%d", &nothing);
    printf("%d is EOF: %d\n", got, got == EOF);
    got = sscanf("10:20:30", "%2d:%*d:%2d", &hour, &minute);
    printf("%d: %d %d\n", got, hour, minute);
    return 0;
}
