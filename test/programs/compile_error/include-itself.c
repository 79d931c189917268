// A file that includes itself is stopped by depth.
// expect: {"compileContains":"#include nested depth 200 exceeds maximum"}
#include __FILE__

int main(void) { return 0; }
