// Pure computation: what is there at the start is all there will be.

import type { Profile } from './profile.js';

export const strict: Profile = {
  policy: 'strict',
  link: 'static',
  works: [
    {
      name: 'reads, computes, writes and ends',
      body: 'char line[64]; while (fgets(line, sizeof line, stdin)) say("got", "%.*s", (int)strcspn(line, "\\n"), line); return 4;',
      stdin: 'a\nb\n',
      says: ['got\ta', 'got\tb'],
      exitCode: 4,
    },
    {
      name: 'allocates, and gives back',
      body: `char *all = malloc(20 << 20); memset(all, 1, 20 << 20); all = realloc(all, 30 << 20);
        say("kept", "%d", all[(20 << 20) - 1]); free(all);
        void *map = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        say("map", "%s", outcome(map == MAP_FAILED ? -1 : munmap(map, 1 << 20)));`,
      says: ['kept\t1', 'map\tok'],
    },
    {
      name: 'sorts and searches',
      body: `static int numbers[100000], wanted = 77;
        for (int i = 0; i < 100000; i++) numbers[i] = (int)((i * 7919l) % 100000);
        qsort(numbers, 100000, sizeof *numbers, ascending);
        int *found = bsearch(&wanted, numbers, 100000, sizeof *numbers, ascending);
        say("found", "%d of %d", (int)(found - numbers), numbers[99999]);`,
      before:
        'static int ascending(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }',
      says: ['found\t77 of 99999'],
    },
    {
      name: 'formats and parses numbers',
      body: `double value; sscanf("2.718281828", "%lf", &value);
        say("double", "%.3f %g %a", value, 1e300 * 1e10, 0.5); say("long", "%ld", strtol("-0x7f", 0, 16));`,
      says: ['double\t2.718 inf 0x1p-1', 'long\t-127'],
    },
    {
      name: 'handles signals that it sends itself',
      body: `signal(SIGUSR1, handle); raise(SIGUSR1); kill(getpid(), SIGUSR1); say("handled", "%d", handled);
        sigset_t set; sigemptyset(&set); sigaddset(&set, SIGUSR1); sigprocmask(SIG_BLOCK, &set, 0);
        raise(SIGUSR1); say("blocked", "%d", handled); sigprocmask(SIG_UNBLOCK, &set, 0); say("then", "%d", handled);`,
      before:
        'static volatile sig_atomic_t handled; static void handle(int number) { (void)number; handled = handled + 1; }',
      says: ['handled\t2', 'blocked\t2', 'then\t3'],
    },
    {
      name: 'survives its own overflow, on another stack',
      body: `stack_t other = {.ss_sp = malloc(65536), .ss_size = 65536}; sigaltstack(&other, 0);
        struct sigaction action = {.sa_handler = leave, .sa_flags = SA_ONSTACK}; sigaction(SIGSEGV, &action, 0);
        if (sigsetjmp(out, 1) == 0) say("never", "%d", deepen(0)); else say("back", "yes");`,
      before: `#include <setjmp.h>
        static sigjmp_buf out; static void leave(int number) { siglongjmp(out, number); }
        static int __attribute__((noinline)) deepen(int n) { volatile char room[4096] = {0}; room[n % 4096] = 1; return deepen(n + 1) + room[1]; }`,
      says: ['back\tyes'],
    },
    {
      name: 'asks for the time, and for what it has used',
      body: `struct rusage used; struct timespec now;
        say("clock", "%s", outcome(clock_gettime(CLOCK_REALTIME, &now)));
        say("time", "%d", time(0) >= now.tv_sec && clock() != (clock_t)-1);
        say("used", "%s", outcome(getrusage(RUSAGE_SELF, &used)));`,
      says: ['clock\tok', 'time\t1', 'used\tok'],
    },
    {
      name: 'is told softly what libc merely asks',
      body: `struct stat status; char text[8];
        say("terminal", "%d", isatty(1)); say("access", "%s", outcome(access("/etc/passwd", F_OK)));
        say("stat", "%s", outcome(stat("/", &status))); say("stdout", "%s", outcome(fstat(1, &status)));
        say("link", "%s", outcome(readlink("/proc/self/exe", text, 8)));`,
      says: ['terminal\t0', 'access\tENOENT', 'stat\tENOENT', 'stdout\tok', 'link\tENOENT'],
    },
    {
      name: 'runs what it has registered for its end',
      body: 'atexit(last); say("first", "%s", argv[0]); exit(3);',
      before: 'static void last(void) { printf("last\\tyes\\n"); }',
      says: ['first\t./a.out', 'last\tyes'],
      exitCode: 3,
    },
  ],
  refused: [
    { body: 'open("/dev/null", O_RDONLY);', call: 'openat' },
    { body: 'fopen("notes", "w");', call: 'openat' },
    { body: 'syscall(SYS_open, "/dev/null", O_RDONLY);', call: 'open' },
    { body: 'usleep(1);', call: 'clock_nanosleep' },
    { body: 'pause();', call: 'pause' },
    { body: 'alarm(1);', call: 'alarm' },
    { body: 'fork();', call: 'clone' },
    { body: 'pthread_t thread; pthread_create(&thread, 0, (void *(*)(void *))abort, 0);', call: 'clone3' },
    { body: 'dup2(0, 7);', call: 'dup2' },
    { body: 'int ends[2]; pipe(ends);', call: 'pipe2' },
    { body: 'struct msghdr message = {0}; recvmsg(3, &message, 0);', call: 'recvmsg' },
    { body: 'socket(AF_UNIX, SOCK_STREAM, 0);', call: 'socket' },
    { body: 'unlink("x");', call: 'unlink' },
    { body: 'mkdir("x", 0700);', call: 'mkdir' },
    { body: 'char path[64]; getcwd(path, sizeof path);', call: 'getcwd' },
    { body: 'char *none[] = {0}; execve("/bin/sh", none, none);', call: 'execve' },
    { body: 'kill(1, SIGTERM);', call: 'kill' },
    { body: 'mprotect(malloc(1 << 20), 4096, PROT_EXEC);', call: 'mprotect' },
  ],
};
