// Counts checks; prints those that fail and a line at the end.
#include "checks.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 20 }; // failures of one test that are shown

bool checks_holds(struct checks *checks, bool holds, const char *text, const char *file, int line) {
    if (holds) checks->passed++;
    else if (checks->failed++ < SHOWN_MAX) {
        (void)fprintf(stderr, "%s:%d: not so: %s\n    in: %s\n", file, line, text, checks->title);
    }
    return holds;
}

bool checks_equal(struct checks *checks, long long actual, long long expected, const char *text, const char *file,
                  int line) {
    char both[256];
    (void)snprintf(both, sizeof both, "%s is %lld (0x%llx), should be %lld (0x%llx)", text, actual,
                   (unsigned long long)actual, expected, (unsigned long long)expected);
    return checks_holds(checks, actual == expected, both, file, line);
}

bool checks_text(struct checks *checks, const char *actual, const char *expected, const char *text, const char *file,
                 int line) {
    char both[512];
    (void)snprintf(both, sizeof both, "%s is \"%s\", should be \"%s\"", text, actual ? actual : "(none)",
                   expected ? expected : "(none)");
    bool same = actual && expected ? strcmp(actual, expected) == 0 : actual == expected;
    return checks_holds(checks, same, both, file, line);
}

void checks_skip(const char *what, const char *why) { (void)printf("    skipped: %s: %s\n", what, why); }

int checks_run(const char *program, const struct test *tests, size_t count) {
    unsigned long passed = 0, failed = 0;
    for (size_t i = 0; i < count; i++) {
        struct checks checks = {.title = tests[i].title};
        tests[i].run(&checks);
        if (checks.passed + checks.failed == 0) (void)printf("    nothing was checked: %s\n", checks.title);
        passed += checks.passed;
        failed += checks.failed;
    }
    (void)printf("%s: %zu tests, %lu checks passed, %lu failed\n", program, count, passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
