#include <stdio.h>

__attribute__((constructor)) static void begin(void) { puts("a"); }
