#include "shared.h"

extern inline int clamp(int x, int low, int high);

static int counter = 500;
__thread int own_state = 1;
const int table[4] = {2, 3, 5, 7};
char shared_buffer[64];
const char *const limits_text = "from " __FILE__;

int next_there(void) { return ++counter; }
int clamp_elsewhere(int x) { return clamp(x, 0, 10); }
__attribute__((weak)) const char *name(void) { return "the weak one"; }
__attribute__((weak)) const char *other_name(void) { return "the default"; }
int peek_state(void) { return own_state; }
const char *where_is_buffer(void) { return shared_buffer; }
