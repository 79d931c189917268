// setlocale and localeconv in the C locale; a locale that isn't there is refused.
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    printf("start: %s\n", setlocale(LC_ALL, NULL));
    const struct lconv *conventions = localeconv();
    printf("point '%s' thousands '%s' currency '%s' %d\n", conventions->decimal_point, conventions->thousands_sep,
           conventions->int_curr_symbol, conventions->frac_digits == CHAR_MAX);
    printf("xx_YY: %s\n", setlocale(LC_NUMERIC, "xx_YY.UTF-8") ? "set" : "refused");
    printf("POSIX: %s\n", setlocale(LC_TIME, "POSIX"));
    char transformed[32];
    size_t length = strxfrm(transformed, "order", sizeof transformed);
    printf("strxfrm %zu %s, strcoll %d\n", length, transformed, strcoll("a", "B") > 0);
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    printf("newlocale: %s\n", utf8 ? "made" : "refused");
    if (utf8) freelocale(utf8);
    return 0;
}
