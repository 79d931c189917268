// GNU89 without optimisation, every warning there is and none found.
// option: {"compiler":{"standard":"gnu89","optimize":"0","warnings":["all","extra","error","shadow","conversion","sign-conversion","format=2","unused","undef","cast-qual","cast-align","strict-prototypes","missing-prototypes","old-style-definition","vla","implicit-fallthrough","null-dereference","double-promotion","switch-enum","uninitialized"],"libraries":[]}}
#include <stdio.h>

enum season { SPRING, SUMMER, AUTUMN, WINTER };

static const char *name_of(enum season season)
{
    switch (season) {
    case SPRING:
        return "spring";
    case SUMMER:
        return "summer";
    case AUTUMN:
        return "autumn";
    case WINTER:
        return "winter";
    }
    return "none";
}

static enum season after(enum season season)
{
    return season == WINTER ? SPRING : (enum season)(season + 1);
}

int main(void)
{
    enum season now = AUTUMN;
    unsigned int i;
    for (i = 0; i < 5U; i++) {
        printf("%s ", name_of(now));
        now = after(now);
    }
    printf("%d\n", (int)now);
    return 0;
}
