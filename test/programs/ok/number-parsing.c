// strtol, strtoul, strtod and their errors: range, base, rubbish, and where parsing stopped.
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void integer(const char *text, int base) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, base);
    const char *range = errno == ERANGE ? (value == LONG_MAX ? " too large" : " too small") : "";
    printf("strtol '%s' base %d: %ld%s%s, rest '%s'\n", text, base, value, range, end == text ? " nothing" : "", end);
}

static void real(const char *text) {
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    printf("strtod '%s': %g%s, rest '%s'\n", text, value, errno == ERANGE ? " out of range" : "", end);
}

int main(void) {
    integer("42", 10);
    integer("  -17 apples", 10);
    integer("0x7f", 0);
    integer("0755", 0);
    integer("zz", 36);
    integer("102", 2);
    integer("9223372036854775808", 10);
    integer("-99999999999999999999", 10);
    integer("", 10);
    integer("+-3", 10);
    real("3.14abc");
    real("1e400");
    real("1e-400");
    real("-inf");
    real("0x1p-3");
    real(".5.5");
    real("e5");
    printf("%lu %d %g %d\n", strtoul("-1", NULL, 10), atoi("12monkeys"), atof("2.5e-3"), isnan(strtod("nan(1)", NULL)));
    div_t quotient = div(-17, 5);
    printf("%d %d %ld\n", quotient.quot, quotient.rem, labs(-5L));
    return 0;
}
