// The gate on what compilers and linkers really make. What it lets through does run, from sealed memory.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "artifact.h"
#include "blob.h"
#include "checks.h"
#include "fd.h"

#define PLAIN "int main(void) { return 42; }\n"
#define NESTED \
    "int apply(int (*f)(int)) { return f(2); }\n" \
    "int main(void) { volatile int n = 40; int add(int x) { return x + n; } return apply(add); }\n"
#define BARE "__asm__(\".globl _start\\n_start: mov $60, %eax\\nmov $42, %edi\\nsyscall\\n\");\n"
#define LARGE BARE "__asm__(\".bss\\nlarge: .zero 0x400000000000\\n\");\n"
#define THREADS \
    "#include <pthread.h>\n" \
    "static void *run(void *x) { return x; }\n" \
    "int main(void) { pthread_t t; pthread_create(&t, 0, run, 0); return pthread_join(t, 0) + 42; }\n"
#define I386 "__asm__(\".globl _start\\n_start: hlt\\n\");\n"

static const struct row {
    const char *title, *source, *command;
    const char *refusal; // NULL: it runs, and ends with 42
    bool over_memory;
} rows[] = {
    {"dynamic", PLAIN, "gcc -o a.out main.c", NULL, false},
    {"optimized, with debug information", PLAIN, "gcc -O2 -g -o a.out main.c", NULL, false},
    {"at a fixed address", PLAIN, "gcc -no-pie -o a.out main.c", NULL, false},
    {"static", PLAIN, "gcc -static -o a.out main.c", NULL, false},
    {"static-pie", PLAIN, "gcc -static-pie -o a.out main.c", NULL, false},
    {"by gold", PLAIN, "gcc -fuse-ld=gold -o a.out main.c", NULL, false},
    {"without libc", BARE, "gcc -nostdlib -static -o a.out main.c", NULL, false},
    {"threads, static", THREADS, "gcc -static -pthread -o a.out main.c", NULL, false},
    {"by tcc", PLAIN, "tcc -o a.out main.c", NULL, false},
    {"threads, by tcc, which marks no stack", THREADS, "tcc -o a.out main.c -lpthread", NULL, false},
    {"by clang", PLAIN, "clang -o a.out main.c", NULL, false},
    {"a nested function by address", NESTED, "gcc -o a.out main.c", "it needs an executable stack", false},
    {"-z execstack", PLAIN, "gcc -z execstack -o a.out main.c", "it needs an executable stack", false},
    {"one segment for all", BARE, "gcc -nostdlib -static -Wl,-N -o a.out main.c",
     "a segment of it is both writable and executable", false},
    {"another interpreter", PLAIN, "gcc -Wl,--dynamic-linker=/tmp/evil -o a.out main.c",
     "it wants an interpreter other than /lib64/ld-linux-x86-64.so.2", false},
    {"64 TiB of .bss", LARGE, "gcc -nostdlib -static -o a.out main.c", "its data alone is larger than the memory limit",
     true},
    {"an object", PLAIN, "gcc -c -o a.out main.c", "it is not an executable", false},
    {"for i386", I386, "gcc -m32 -c -o main.o main.c && ld -m elf_i386 -o a.out main.o",
     "it is not a program for x86-64", false},
    {"a script", "#!/bin/sh\nexit 42\n", "cp main.c a.out", "it is not an ELF program", false},
};

static void write_source(const char *dir, const char *source) {
    char path[128];
    (void)snprintf(path, sizeof path, "%s/main.c", dir);
    cleanup_fd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || write(fd, source, strlen(source)) < 0) abort();
}

static bool build(const char *dir, const struct row *row) {
    char command[256];
    write_source(dir, row->source);
    (void)snprintf(command, sizeof command, "(cd %s && rm -f a.out && %s) 2>/dev/null", dir, row->command);
    return system(command) == 0;
}

// The program as a blob, or a negative number.
static int take(const char *dir) {
    char path[128];
    struct stat stat;
    (void)snprintf(path, sizeof path, "%s/a.out", dir);
    cleanup_fd int file = open(path, O_RDONLY | O_CLOEXEC);
    cleanup_fd int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (file < 0 || fstat(file, &stat) < 0) return -errno;
    return sealed_from_file(proc, file, stat.st_size, artifact_mend);
}

static int run(int blob) {
    char name[] = "./a.out", *args[] = {name, NULL}, *env[] = {NULL};
    int status;
    pid_t pid = fork();
    if (pid < 0) abort();
    if (pid == 0) {
        (void)execveat(blob, "", args, env, AT_EMPTY_PATH);
        _exit(127);
    }
    if (waitpid(pid, &status, 0) != pid) abort();
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static bool is_missing(const struct row *row) {
    char command[64];
    (void)snprintf(command, sizeof command, "command -v %.*s >/dev/null", (int)strcspn(row->command, " "),
                   row->command);
    return system(command) != 0;
}

static void real_programs(struct checks *checks) {
    char dir[] = "/tmp/binaries-test-XXXXXX", command[64];
    if (!mkdtemp(dir)) abort();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        if (is_missing(row)) {
            checks_skip(row->title, "that compiler is not installed");
            continue;
        }
        const char *refusal = NULL;
        bool over = false;
        cleanup_fd int blob = build(dir, row) ? take(dir) : -1;
        bool same =
            CHECK(blob >= 0) && CHECK_EQUAL(artifact_check(blob, 64 << 20, &refusal, &over), row->refusal != NULL);
        if (same) same = CHECK_TEXT(refusal, row->refusal) && CHECK_EQUAL(over, row->over_memory);
        if (same && !row->refusal) same = CHECK_EQUAL(run(blob), 42);
        if (!same) (void)fprintf(stderr, "    program: %s\n", row->title);
    }
    (void)snprintf(command, sizeof command, "rm -r %s", dir);
    CHECK_EQUAL(system(command), 0);
}

int main(void) {
    static const struct test tests[] = {{"programs as compilers make them are let through or refused", real_programs}};
    return checks_run("binaries", tests, sizeof tests / sizeof *tests);
}
