// SIGXCPU and SIGSYS raised by the program itself are its own doing: no time limit, no forbidden call.
// expect: {"signal":"SIGSYS","limit":"null"}
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t seen;

static void note(int signal) { seen = signal; }

int main(void) {
    const int forged[] = {SIGXCPU, SIGXFSZ, SIGSYS};
    for (int i = 0; i < 3; i++) {
        signal(forged[i], note);
        raise(forged[i]);
        printf("%d\n", seen == forged[i]);
        signal(forged[i], SIG_DFL);
    }
    fflush(stdout);
    raise(SIGSYS);
    return 0;
}
