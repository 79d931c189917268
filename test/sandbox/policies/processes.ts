// Processes among themselves, and the commands of the run tree: exercises in fork, exec, pipes and signals.

import type { Profile, Work } from './profile.js';

/** Starts `command` with its streams as given; the status that it ends with. */
const start = `static int start(int in, int out, char **command) {
    pid_t child = fork(); int status;
    if (child == 0) { if (in >= 0) dup2(in, 0); if (out >= 0) dup2(out, 1); execvp(command[0], command); _exit(127); }
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}`;

const commands: Work[] = [
  {
    name: 'system(): a shell, and the status of what it did',
    body: `say("there", "%d", system(0) != 0);
      say("status", "%d", WEXITSTATUS(system("exit 7")));
      say("text", "%d", system("printf 'said\\\\thello\\\\n'"));
      say("missing", "%d", WEXITSTATUS(system("no-such-command 2>/dev/null")));`,
    says: ['there\t1', 'status\t7', 'said\thello', 'text\t0', 'missing\t127'],
  },
  {
    name: 'popen(), both ways',
    body: `char line[64] = {0}; FILE *from = popen("echo 1 2 3 | tr ' ' +", "r");
      fgets(line, sizeof line, from); say("read", "%.5s", line); say("status", "%d", pclose(from));
      FILE *to = popen("sort -n | sed 's/^/sorted\\t/'", "w"); fputs("30\\n4\\n100\\n", to); say("closed", "%d", pclose(to));`,
    says: ['read\t1+2+3', 'status\t0', 'sorted\t4', 'sorted\t30', 'sorted\t100', 'closed\t0'],
  },
  {
    name: 'execvp() through PATH, and what fails as it does anywhere',
    before: start,
    body: `char *list[] = {"ls", "/bin/sh", "/usr/bin/env", 0}, *none[] = {"no-such-command", 0}, *own[] = {argv[0], 0};
      say("ls", "%d", start(-1, -1, list)); say("none", "%d", start(-1, -1, none)); say("own", "%d", start(-1, -1, own));
      execv(own[0], own); say("own name", "%s", outcome(-1));
      execl("/proc/self/exe", "again", (char *)0); say("own link", "%s", outcome(-1));
      close(creat("script", 0700)); execl("./script", "script", (char *)0); say("scratch", "%s", outcome(-1));`,
    says: ['ls\t0', 'none\t127', 'own\t127', 'own name\tENOENT', 'own link\tENOENT', 'scratch\tEACCES'],
  },
  {
    name: 'a pipeline of commands, by fork, exec, pipe and dup2',
    body: `char *words[][4] = {{"printf", "b\\nc\\na\\nb\\n", 0}, {"sort", 0}, {"uniq", "-c", 0}, {"awk", "{ print $2 \\"\\\\t\\" $1 }", 0}};
      int in = dup(0), ends[2], status, ended = 0;
      for (int i = 0; i < 4; i++) {
          pipe(ends);
          if (fork() == 0) {
              dup2(in, 0); if (i < 3) dup2(ends[1], 1);
              close(in); close(ends[0]); close(ends[1]); execvp(words[i][0], words[i]); _exit(127);
          }
          close(in); close(ends[1]); in = ends[0];
      }
      while (wait(&status) > 0) ended += status == 0;
      say("ended", "%d", ended);`,
    says: ['a\t1', 'b\t2', 'c\t1', 'ended\t4'],
  },
  {
    name: 'posix_spawn() with its file actions',
    before: '#include <spawn.h>\nextern char **environ;',
    body: `posix_spawn_file_actions_t actions; posix_spawn_file_actions_init(&actions); pid_t child; int status;
      posix_spawn_file_actions_addopen(&actions, 1, "out", O_CREAT | O_WRONLY, 0600);
      char *words[] = {"echo", "to a file", 0}, text[32] = {0};
      say("spawn", "%d", posix_spawnp(&child, "echo", &actions, 0, words, environ));
      waitpid(child, &status, 0); read(open("out", O_RDONLY), text, 9); say("text", "%s", text);
      say("missing", "%d", posix_spawn(&child, "/bin/none", 0, 0, words, environ) == ENOENT);`,
    says: ['spawn\t0', 'text\tto a file', 'missing\t1'],
  },
  {
    name: 'a script, which only the shell can execute',
    body: `FILE *script = fopen("script.sh", "w");
      fputs("total=0\\nfor i in $(seq 10); do total=$((total + i)); done\\n"
            "say() { printf '%s\\\\t%s\\\\n' \\"$@\\"; }\\nsay total $total\\n(exit 3) || say status $?\\n"
            "sleep 5 & kill $!; wait $!; say killed $?\\ncat <<end | while read word; do say here $word; done\\nfirst\\nsecond\\nend\\n"
            "trap 'say trap $1; exit 9' EXIT\\n", script);
      fclose(script);
      say("exit", "%d", WEXITSTATUS(system("sh script.sh argument")));`,
    says: [
      'total\t55',
      'status\t3',
      'killed\t143',
      'here\tfirst',
      'here\tsecond',
      'trap\targument',
      'exit\t9',
    ],
  },
  {
    name: 'commands on files: cat, cp, mv, touch, find, grep, rm',
    body: `say("status", "%d", system("mkdir sub && echo needle >sub/a && cat sub/a >sub/b && cp sub/b sub/c && mv sub/c sub/d && "
      "touch empty && ls -l sub >/dev/null && find . -type f -size +0 | sort | sed 's/^/file\\t/' && "
      "grep -rl needle sub | wc -l | sed 's/^/lines\\t/' && dd if=sub/a of=half bs=1 count=3 2>/dev/null && cat half && echo && rm -r sub"));`,
    says: ['file\t./sub/a', 'file\t./sub/b', 'file\t./sub/d', 'lines\t3', 'nee', 'status\t0'],
  },
  {
    name: 'vfork() and exec, the environment handed on',
    body: `setenv("GREETING", "hello", 1); int status; pid_t child = vfork();
      if (child == 0) { execl("/bin/sh", "sh", "-c", "printf 'env\\\\t%s\\\\n' $GREETING", (char *)0); _exit(127); }
      say("reaped", "%d", waitpid(child, &status, 0) == child && status == 0);`,
    says: ['env\thello', 'reaped\t1'],
  },
];

const processes: Work[] = [
  {
    name: 'children: statuses, WNOHANG, waitid, none left',
    body: `int status; siginfo_t info; pid_t child = fork();
      if (child == 0) _exit(7);
      say("waitid", "%d", waitid(P_PID, child, &info, WEXITED | WNOWAIT)); say("info", "%d %d", info.si_code == CLD_EXITED, info.si_status);
      say("wait", "%d", waitpid(child, &status, 0) == child ? WEXITSTATUS(status) : -1);
      child = fork(); if (child == 0) for (;;) pause();
      say("nohang", "%d", waitpid(child, &status, WNOHANG)); kill(child, SIGKILL); wait(&status);
      say("killed", "%s", sigabbrev_np(WTERMSIG(status))); say("none", "%s", outcome(wait(&status)));`,
    says: ['waitid\t0', 'info\t1 7', 'wait\t7', 'nohang\t0', 'killed\tKILL', 'none\tECHILD'],
  },
  {
    name: 'stopping and going on, as seen by the parent',
    body: `int status; pid_t child = fork(); if (child == 0) for (;;) pause();
      kill(child, SIGSTOP); waitpid(child, &status, WUNTRACED); say("stopped", "%s", sigabbrev_np(WSTOPSIG(status)));
      kill(child, SIGCONT); waitpid(child, &status, WCONTINUED); say("continued", "%d", WIFCONTINUED(status) != 0);
      kill(child, SIGTERM); waitpid(child, &status, 0); say("ended", "%s", sigabbrev_np(WTERMSIG(status)));`,
    says: ['stopped\tSTOP', 'continued\t1', 'ended\tTERM'],
  },
  {
    name: 'process groups and sessions',
    body: `int ends[2], status, ended = 0; pipe(ends); pid_t leader = 0; char byte;
      for (int i = 0; i < 3; i++) {
          pid_t child = fork();
          if (child == 0) { setpgid(0, leader); write(ends[1], "x", 1); for (;;) pause(); }
          if (!leader) leader = child;
          setpgid(child, leader); read(ends[0], &byte, 1);
      }
      say("group", "%d %d", getpgid(leader) == leader, getpgrp() == getpid());
      say("kill", "%s", outcome(kill(-leader, SIGTERM)));
      while (waitpid(-leader, &status, 0) > 0) ended += WTERMSIG(status) == SIGTERM;
      say("ended", "%d", ended);
      if (fork() == 0) _exit(setsid() == getpid() && getsid(0) == getpid() ? 5 : 6);
      wait(&status); say("session", "%d", WEXITSTATUS(status));`,
    says: ['group\t1 1', 'kill\tok', 'ended\t3', 'session\t5'],
  },
  {
    name: 'signals with values, waited for',
    body: `sigset_t set; sigemptyset(&set); sigaddset(&set, SIGRTMIN); sigprocmask(SIG_BLOCK, &set, 0);
      pid_t parent = getpid(); siginfo_t info; int status;
      if (fork() == 0) { union sigval value = {.sival_int = 42}; _exit(sigqueue(parent, SIGRTMIN, value) == 0 ? 0 : 1); }
      sigwaitinfo(&set, &info); wait(&status); say("value", "%d, status %d", info.si_value.sival_int, WEXITSTATUS(status));`,
    says: ['value\t42, status 0'],
  },
  {
    name: 'pipes with names',
    body: `say("make", "%s", outcome(mkfifo("fifo", 0600))); char text[16] = {0}; int status;
      if (fork() == 0) { int to = open("fifo", O_WRONLY); write(to, "through", 7); _exit(0); }
      int from = open("fifo", O_RDONLY); read(from, text, 15); wait(&status); say("text", "%s", text);
      say("shell", "%d", system("mkfifo other; echo again >other & cat other | sed 's/^/shell said\\t/'; wait"));`,
    says: ['make\tok', 'text\tthrough', 'shell said\tagain', 'shell\t0'],
  },
  {
    name: 'shared memory and semaphores',
    before: '#include <semaphore.h>',
    body: `struct { sem_t lock; long sum; } *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
      sem_init(&shared->lock, 1, 1);
      for (int i = 0; i < 4; i++) if (fork() == 0) { for (int k = 0; k < 1000; k++) { sem_wait(&shared->lock); shared->sum++; sem_post(&shared->lock); } _exit(0); }
      while (wait(0) > 0) continue;
      say("sum", "%ld", shared->sum);`,
    says: ['sum\t4000'],
  },
  {
    name: 'an identity that is all there is',
    body: `say("own", "%s %s", outcome(setuid(getuid())), outcome(setgid(getgid())));
      say("root", "%s", outcome(setuid(0))); say("group", "%s", outcome(setgid(0)));`,
    says: ['own\tok ok', 'root\tEPERM', 'group\tEPERM'],
  },
  {
    name: 'orphans go to process 1',
    body: `int ends[2]; pipe(ends); char text[8] = {0};
      if (fork() == 0) { if (fork() == 0) { while (getppid() != 1) sched_yield(); write(ends[1], "adopted", 7); _exit(0); } _exit(0); }
      wait(0); read(ends[0], text, 7); say("orphan", "%s", text);`,
    says: ['orphan\tadopted'],
  },
  {
    name: 'as many as are allowed at once, and again when they have ended',
    body: `int made = 0; while (fork() > 0) made++;
      if (getpid() != 2) for (;;) pause();
      say("made", "%d, then %s", made, outcome(-1)); signal(SIGTERM, SIG_IGN); kill(0, SIGTERM);
      int ended = 0; while (wait(0) > 0) ended++;
      say("ended", "%d", ended); pid_t child = fork(); if (child == 0) _exit(0); say("again", "%d", waitpid(child, 0, 0) == child);`,
    says: ['made\t7, then EAGAIN', 'ended\t7', 'again\t1'],
  },
];

export const processesProfile: Profile = {
  policy: 'processes',
  link: 'dynamic',
  works: [...commands, ...processes],
  refused: [
    { body: 'if (fork() == 0) socket(AF_INET, SOCK_STREAM, 0); for (;;) pause();', call: 'socket' },
    {
      body: 'system("wget http://127.0.0.1/ 2>/dev/null"); execl("/bin/busybox", "nc", "127.0.0.1", "80", (char *)0);',
      call: 'socket',
    },
    { body: 'execl("/bin/busybox", "ln", "-s", "/etc", "link", (char *)0);', call: 'symlink' },
    { body: 'execl("/bin/busybox", "chmod", "777", ".", (char *)0);', call: 'chmod' },
    { body: 'execl("/bin/busybox", "mount", "-t", "tmpfs", "none", "/tmp", (char *)0);', call: 'mount' },
    { body: 'system("hostname another");', call: 'sethostname' },
    { body: 'execlp("sh", "sh", "-c", "ulimit -n 10", (char *)0);', call: 'prlimit64' },
    { body: 'if (fork() == 0) syscall(SYS_ptrace, 0, 0, 0, 0); for (;;) pause();', call: 'ptrace' },
    { body: 'syscall(SYS_clone, 0x10000000 | SIGCHLD, 0, 0, 0, 0);', call: 'clone' },
    { body: 'syscall(SYS_unshare, 0x10000000);', call: 'unshare' },
    { body: 'mknod("device", S_IFCHR | 0600, 1 << 8 | 3);', call: 'mknodat' },
    { body: 'mknod("file", S_IFREG | 0600, 0);', call: 'mknodat' },
    { body: 'setresuid(0, 0, 0);', call: 'setresuid' },
    { body: 'nice(-5);', call: 'setpriority' },
    { body: 'struct rlimit limit = {1, 1}; setrlimit(RLIMIT_NOFILE, &limit);', call: 'prlimit64' },
    {
      body: 'syscall(SYS_execveat, open("/bin/sh", O_RDONLY), "", argv, argv, AT_EMPTY_PATH);',
      call: 'execveat',
    },
    { body: 'syscall(SYS_shmget, 0, 4096, 01600);', call: 'shmget' },
    { body: 'syscall(SYS_pidfd_open, 1, 0);', call: 'pidfd_open' },
  ],
};
