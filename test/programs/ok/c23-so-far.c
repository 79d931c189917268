// C23 as far as gcc 12 has it: attributes, binary literals, digit separators, unnamed parameters, labels, #elifdef.
// option: {"compiler":{"standard":"c23","warnings":["all","extra","pedantic","error"]}}
#include <stdio.h>

#ifdef NOT_DEFINED
#error "not this"
#elifdef __STDC__
#define STANDARD "elifdef"
#endif

_Static_assert(__STDC_VERSION__ > 201710L);
_Static_assert(sizeof(int) >= 2, "with a message");

[[nodiscard]] static int checked(int x) { return x + 1; }
[[deprecated("only to show the attribute")]] [[maybe_unused]] static int old(void) { return 0; }
static int ignore(int, [[maybe_unused]] int named) { return 8; }

static const char *classify(int n) {
    switch (n) {
        case 0:
            n++;
            [[fallthrough]];
        case 1:
            return "small";
        default:
            return "large";
    }
}

int main(void) {
    const int mask = 0b1010'1010, million = 1'000'000;
    printf("%d %d %x\n", mask, million, 0xFFFF'0000);
    printf("%d %s %s %s\n", checked(1), STANDARD, classify(0), classify(9));
    printf("%d %d\n", ignore(1, 2), __has_c_attribute(nodiscard) > 0);
    for (int i = 0; i < 3; i++) {
        if (i == 1) goto next;
        printf("%d ", i);
    next:
    }
    printf("\n%s %zu\n", u8"bytes", sizeof u8"é");
    return 0;
}
