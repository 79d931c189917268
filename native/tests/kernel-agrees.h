// The kernel runs the programs too, and must come to the same decisions.
#pragma once

#include "checks.h"
#include "filter.h"
#include "ruling.h"

// Makes every call from 0 to 600 without arguments, by x86-64's, x32's and i386's way, each in a process of its own
// that the armed filter confines, and compares what becomes of it with the rows.
void kernel_agrees(struct checks *checks, const struct book *book, const struct filter *filter);
