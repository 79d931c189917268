#include "second.h"

static const int step = 1;

int second(int x) {
    integer result = x + step;
    return result;
}
