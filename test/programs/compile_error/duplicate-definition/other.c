#include <stdio.h>

void greet(const char *name) { printf("good day %s\n", name); }
void run(void) { greet("other"); }
