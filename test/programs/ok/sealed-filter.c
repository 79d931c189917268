// The sealed profile as a filter: stdin to stdout, with poll and sleep, and nothing handed over.
// stdin: "able was i ere i saw elba\nstep on no pets\nplain text\n"
// option: {"profile":"sealed"}
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int is_palindrome(const char *s) {
    for (size_t i = 0, j = strlen(s); i < j; i++)
        if (s[i] != s[--j]) return 0;
    return 1;
}

int main(void) {
    char line[64];
    struct pollfd input = {.fd = 0, .events = POLLIN};
    printf("poll %d\n", poll(&input, 1, 5000) == 1);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        printf("%s: %s\n", line, is_palindrome(line) ? "palindrome" : "no");
    }
    struct timespec nap = {0, 1000000};
    printf("slept %d\n", nanosleep(&nap, NULL));
    return 0;
}
