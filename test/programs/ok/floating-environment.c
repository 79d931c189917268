// Rounding directions and exception flags of fenv.h.
// option: {"compiler":{"optimize":"0"}}
#include <fenv.h>
#include <math.h>
#include <stdio.h>

static void flags(const char *what) {
    int raised = fetestexcept(FE_ALL_EXCEPT);
    printf("%-14s%s%s%s%s%s\n", what, raised & FE_INVALID ? " invalid" : "", raised & FE_DIVBYZERO ? " divbyzero" : "",
           raised & FE_OVERFLOW ? " overflow" : "", raised & FE_UNDERFLOW ? " underflow" : "", raised & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}

int main(void) {
    const struct {
        int mode;
        const char *name;
    } modes[] = {{FE_TONEAREST, "nearest"}, {FE_UPWARD, "upward"}, {FE_DOWNWARD, "downward"}, {FE_TOWARDZERO, "zero"}};
    volatile double one = 1, three = 3, zero = 0, huge = 1e308, tiny = 1e-308;
    for (int i = 0; i < 4; i++) {
        fesetround(modes[i].mode);
        printf("%-8s %.20f %g %g %ld\n", modes[i].name, one / three, rint(2.5), rint(-2.5), lrint(-0.7));
    }
    fesetround(FE_TONEAREST);
    feclearexcept(FE_ALL_EXCEPT);
    volatile double result = one / three;
    flags("1/3");
    result = one / zero;
    flags("1/0");
    result = zero / zero;
    flags("0/0");
    result = huge * huge;
    flags("huge*huge");
    result = tiny * tiny;
    flags("tiny*tiny");
    result = sqrt(-one);
    flags("sqrt(-1)");
    result = one + one;
    flags("1+1");
    fenv_t saved;
    feholdexcept(&saved);
    result = one / zero;
    fesetenv(&saved);
    flags("held");
    return isnan(result);
}
