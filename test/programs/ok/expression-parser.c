// Recursive descent: precedence, associativity, unary minus and parentheses, from the command line.
// option: {"args":["1 + 2 * 3","(1 + 2) * 3","2 - 3 - 4","-(2 + 3) * -2","2 ^ 3 ^ 2","7 % 4 * 2","(1","1 + * 2"]}
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const char *at, *error;

static long sum(void);

static int accept(char c) {
    while (isspace((unsigned char)*at)) at++;
    if (*at != c) return 0;
    at++;
    return 1;
}

static long primary(void) {
    if (accept('-')) return -primary();
    if (accept('(')) {
        long value = sum();
        if (!accept(')') && !error) error = "missing )";
        return value;
    }
    if (!isdigit((unsigned char)*at)) {
        if (!error) error = "number expected";
        return 0;
    }
    char *end;
    long value = strtol(at, &end, 10);
    at = end;
    return value;
}

static long power(void) {
    long base = primary();
    if (!accept('^')) return base;
    long result = 1;
    for (long exponent = power(); exponent > 0; exponent--) result *= base;
    return result;
}

static long product(void) {
    long value = power();
    for (;;) {
        if (accept('*')) {
            value *= power();
        } else if (accept('%')) {
            long divisor = power();
            value = divisor ? value % divisor : 0;
        } else {
            return value;
        }
    }
}

static long sum(void) {
    long value = product();
    for (;;) {
        if (accept('+'))
            value += product();
        else if (accept('-'))
            value -= product();
        else
            return value;
    }
}

int main(int argc, char *argv[]) {
    for (int i = 1; i < argc; i++) {
        at = argv[i];
        error = NULL;
        long value = sum();
        if (!error && *at) error = "rubbish at the end";
        if (error)
            printf("%s: %s at %d\n", argv[i], error, (int)(at - argv[i]));
        else
            printf("%s = %ld\n", argv[i], value);
    }
    return 0;
}
