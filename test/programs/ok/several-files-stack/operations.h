#pragma once
#include "stack.h"

extern int operation_count;

int operate(stack *s, const char *name);
