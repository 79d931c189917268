// Control flow: a state machine in switch and goto, Duff's device, nested breaks and continue.
#include <stdio.h>
#include <string.h>

static int is_float(const char *s) {
    enum { START, SIGN, WHOLE, POINT, FRACTION, E, ESIGN, EXPONENT, BAD } state = START;
    for (; *s && state != BAD; s++) {
        int digit = *s >= '0' && *s <= '9', sign = *s == '+' || *s == '-', e = *s == 'e' || *s == 'E';
        switch (state) {
            case START: state = sign ? SIGN : digit ? WHOLE : *s == '.' ? POINT : BAD; break;
            case SIGN: state = digit ? WHOLE : *s == '.' ? POINT : BAD; break;
            case WHOLE: state = digit ? WHOLE : *s == '.' ? FRACTION : e ? E : BAD; break;
            case POINT: state = digit ? FRACTION : BAD; break;
            case FRACTION: state = digit ? FRACTION : e ? E : BAD; break;
            case E: state = sign ? ESIGN : digit ? EXPONENT : BAD; break;
            case ESIGN:
            case EXPONENT: state = digit ? EXPONENT : BAD; break;
            default: state = BAD;
        }
    }
    return state == WHOLE || state == FRACTION || state == EXPONENT;
}

static void duff(char *to, const char *from, int count) {
    int n = (count + 7) / 8;
    switch (count % 8) {
        case 0: do { *to++ = *from++; __attribute__((fallthrough));
        case 7: *to++ = *from++; __attribute__((fallthrough));
        case 6: *to++ = *from++; __attribute__((fallthrough));
        case 5: *to++ = *from++; __attribute__((fallthrough));
        case 4: *to++ = *from++; __attribute__((fallthrough));
        case 3: *to++ = *from++; __attribute__((fallthrough));
        case 2: *to++ = *from++; __attribute__((fallthrough));
        case 1: *to++ = *from++;
                } while (--n > 0);
    }
}

int main(void) {
    const char *samples[] = {"3.14", "-.5", "1e10", "+7.e-3", "1e", ".", "--1", "12a"};
    for (int i = 0; i < 8; i++) printf("%s:%d ", samples[i], is_float(samples[i]));
    putchar('\n');
    char copy[32] = "";
    duff(copy, "nineteen characters", 19);
    puts(copy);
    int a, b, c;
    for (a = 1; a < 100; a++)
        for (b = a; b < 100; b++)
            for (c = b; c < 150; c++) {
                if (a + b + c > 120) break;
                if (a * a + b * b == c * c && a + b + c == 120) goto found;
            }
    return 1;
found:
    printf("%d^2 + %d^2 = %d^2\n", a, b, c);
    int rounds = 0;
again:
    if (++rounds < 5) goto again;
    do
        if (rounds % 2) continue;
    while (rounds++ < 7);
    printf("%d\n", rounds);
    return 0;
}
