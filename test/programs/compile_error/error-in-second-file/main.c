// Diagnostics name the file they are about, in its folder.
// expect: {"diagnostic":{"severity":"error","file":"parts/second.c","line":6,"message":"unknown type name"}}
#include "parts/second.h"

int main(void) { return second(41); }
