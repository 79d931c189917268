// signal and sigaction: raise, kill of oneself, ignoring, resetting, and what a handler may see.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t counts[NSIG], from_self, code_user;

static void count(int signal) { counts[signal]++; }

static void inspect(int signal, siginfo_t *info, void *context) {
    counts[signal]++;
    from_self = info->si_pid == getpid();
    code_user = info->si_code == SI_USER || info->si_code == SI_TKILL;
    (void)context;
}

int main(void) {
    signal(SIGUSR1, count);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    printf("USR1 %d\n", counts[SIGUSR1]);

    struct sigaction action = {.sa_sigaction = inspect, .sa_flags = SA_SIGINFO | SA_RESETHAND}, old;
    sigaction(SIGTERM, &action, NULL);
    kill(getpid(), SIGTERM);
    sigaction(SIGTERM, NULL, &old);
    printf("TERM %d, from self %d, code %d, reset %d\n", counts[SIGTERM], from_self, code_user, old.sa_handler == SIG_DFL);

    signal(SIGINT, SIG_IGN);
    raise(SIGINT);
    printf("INT ignored, before that %s\n", signal(SIGINT, SIG_DFL) == SIG_IGN ? "ignored" : "something else");
    printf("KILL cannot be caught: %d\n", signal(SIGKILL, count) == SIG_ERR);

    sigset_t set, pending, before;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    signal(SIGUSR2, count);
    sigprocmask(SIG_BLOCK, &set, &before);
    for (int i = 0; i < 3; i++) raise(SIGUSR2);
    sigpending(&pending);
    printf("pending %d %d, ran %d\n", sigismember(&pending, SIGUSR2), sigismember(&pending, SIGUSR1), counts[SIGUSR2]);
    sigprocmask(SIG_SETMASK, &before, NULL);
    printf("unblocked, ran %d\n", counts[SIGUSR2]);
    puts(strsignal(SIGSEGV));
    return 0;
}
