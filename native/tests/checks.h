// A test program: a table of titled functions, each of which makes checks.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct checks {
    const char *title; // of the test that runs
    unsigned long passed, failed;
};

struct test {
    const char *title; // a sentence that is true when the checks hold
    void (*run)(struct checks *checks);
};

#define CHECK(condition) checks_holds(checks, (condition), #condition, __FILE__, __LINE__)
// Compares integers and shows both where they differ.
#define CHECK_EQUAL(actual, expected) \
    checks_equal(checks, (long long)(actual), (long long)(expected), #actual, __FILE__, __LINE__)
// Compares texts, of which either may be NULL.
#define CHECK_TEXT(actual, expected) checks_text(checks, (actual), (expected), #actual, __FILE__, __LINE__)

bool checks_holds(struct checks *checks, bool holds, const char *text, const char *file, int line);
bool checks_equal(struct checks *checks, long long actual, long long expected, const char *text, const char *file,
                  int line);
bool checks_text(struct checks *checks, const char *actual, const char *expected, const char *text, const char *file,
                 int line);
// Says what could not be tested here, and why.
void checks_skip(const char *what, const char *why);
// Runs the tests and prints how many checks passed. The exit status for main.
int checks_run(const char *program, const struct test *tests, size_t count);
