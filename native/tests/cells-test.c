// The whole warden on small cells: each way in which one can end, and that nothing is left when the warden has ended.
// Under sanitizers it must have nothing to say either.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "checks.h"
#include "children.h"
#include "fd.h"
#include "spec-fields.h"
#include "warden-client.h"

enum { PROGRAM_BLOB = 77 }; // as in spec-fields.c

// Where the warden and the program are, and an almost empty rootfs.
struct scene {
    char warden[512], program[512], rootfs[64];
    const char *cgroup;
    struct client client;
};

static void append(struct bytes *payload, uint16_t tag, const void *data, size_t len) {
    if (put_field(payload, tag, data, len) < 0) abort();
}

static void append_u32(struct bytes *payload, uint16_t tag, uint32_t value) {
    if (put_u32(payload, tag, value) < 0) abort();
}

static void append_file(struct bytes *payload, const char *path) {
    struct stat stat;
    cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &stat) < 0) abort();
    uint8_t *content = malloc((size_t)stat.st_size);
    if (!content || read(fd, content, (size_t)stat.st_size) != stat.st_size) abort();
    append(payload, FIELD_INPUT_BYTES, content, (size_t)stat.st_size);
    free(content);
}

// A compile cell copies the program from its inputs to a file that is kept: that is how blobs come to be.
static void make_blob(struct checks *checks, struct scene *scene, uint32_t id) {
    struct bytes payload = {0};
    struct answer answer;
    spec_fields_tool(&payload);
    append(&payload, FIELD_PROGRAM_TOOL, "/program", 8);
    append(&payload, FIELD_ARG, "copy", 4);
    append(&payload, FIELD_INPUT_PATH, "in", 2);
    append_file(&payload, scene->program);
    append(&payload, FIELD_KEEP_PATH, "out", 3);
    append_u32(&payload, FIELD_KEEP_BLOB, id);
    if (put_u64(&payload, FIELD_MAXIMUM_BYTES, 8 << 20) < 0) abort();
    client_send(&scene->client, MESSAGE_START, 1, &payload);
    client_await(&scene->client, 1, &answer);
    CHECK(!answer.is_fault);
    CHECK_TEXT(answer.step, "");
    CHECK_EQUAL(answer.cause, CAUSE_EXIT);
    CHECK_EQUAL(answer.exit_code, 0);
    CHECK_EQUAL(answer.kept, 1);
    answer_free(&answer);
}

// The spec of a run of the program; fields with a tag given twice count the last time.
static struct bytes run_spec_by(enum cell_policy policy, const char *act) {
    struct bytes payload = {0};
    spec_fields_smallest(&payload, 0);
    append_u32(&payload, FIELD_POLICY, policy);
    append(&payload, FIELD_ARG, act, strlen(act));
    return payload;
}

static struct bytes run_spec(const char *act) { return run_spec_by(POLICY_STANDARD, act); }

static struct answer run(struct scene *scene, struct bytes *payload) {
    struct answer answer;
    client_send(&scene->client, MESSAGE_START, 2, payload);
    client_await(&scene->client, 2, &answer);
    return answer;
}

static void check_end(struct checks *checks, struct answer *answer, enum cell_cause cause) {
    CHECK(!answer->is_fault);
    CHECK_TEXT(answer->step, "");
    CHECK_EQUAL(answer->cause, cause);
    answer_free(answer);
}

static void programs_end(struct checks *checks, struct scene *scene) {
    struct bytes payload = run_spec("exit");
    append(&payload, FIELD_ARG, "42", 2);
    struct answer answer = run(scene, &payload);
    CHECK_EQUAL(answer.exit_code, 42);
    check_end(checks, &answer, CAUSE_EXIT);
    payload = run_spec("abort");
    answer = run(scene, &payload);
    CHECK_TEXT(answer.signal, "SIGABRT");
    check_end(checks, &answer, CAUSE_SIGNAL);
    payload = run_spec("socket");
    answer = run(scene, &payload);
    CHECK_TEXT(answer.syscall, "socket");
    check_end(checks, &answer, CAUSE_SYSCALL);
}

static void limits_hold(struct checks *checks, struct scene *scene) {
    struct bytes payload = run_spec("flood");
    struct answer answer = run(scene, &payload);
    CHECK_EQUAL(answer.output.len, 1 << 20);
    CHECK(answer.is_truncated);
    check_end(checks, &answer, CAUSE_OUTPUT);
    payload = run_spec("spin");
    append_u32(&payload, FIELD_CPU_MS, 100);
    answer = run(scene, &payload);
    check_end(checks, &answer, CAUSE_CPU);
    payload = run_spec("sleep");
    append_u32(&payload, FIELD_WALL_MS, 100);
    answer = run(scene, &payload);
    check_end(checks, &answer, CAUSE_WALL);
    payload = run_spec("grow");
    if (put_u64(&payload, FIELD_MEMORY_BYTES, 32 << 20) < 0) abort();
    answer = run(scene, &payload);
    CHECK(answer.cause == CAUSE_MEMORY || answer.exit_code == 4); // where nobody counts memory, malloc may say no
    answer_free(&answer);
    payload = run_spec("hold"); // what it held is told though it was ended, and init was told nothing
    append_u32(&payload, FIELD_WALL_MS, 300);
    answer = run(scene, &payload);
    CHECK(answer.memory_bytes >= 16 << 20 && answer.memory_bytes < 24 << 20);
    check_end(checks, &answer, CAUSE_WALL);
}

static void input_and_output(struct checks *checks, struct scene *scene) {
    struct bytes payload = run_spec("echo"), words = {0};
    struct answer answer;
    append(&payload, FIELD_STDIN_BYTES, "first ", 6);
    append(&payload, FIELD_STDIN_LIVE, "", 0);
    client_send(&scene->client, MESSAGE_START, 2, &payload);
    if (bytes_append(&words, "second", 6) < 0) abort();
    client_send(&scene->client, MESSAGE_STDIN, 2, &words);
    client_send(&scene->client, MESSAGE_END, 2, NULL);
    client_await(&scene->client, 2, &answer);
    CHECK(answer.output.len == 12 && memcmp(bytes_front(&answer.output), "first second", 12) == 0);
    check_end(checks, &answer, CAUSE_EXIT);
    payload = run_spec("copy");
    append(&payload, FIELD_INPUT_PATH, "in", 2);
    append(&payload, FIELD_INPUT_BYTES, "content", 7);
    append(&payload, FIELD_OUTPUT_PATH, "out", 3);
    if (put_u64(&payload, FIELD_MAXIMUM_BYTES, 100) < 0) abort();
    answer = run(scene, &payload);
    CHECK(answer.content.len == 7 && memcmp(bytes_front(&answer.content), "content", 7) == 0);
    check_end(checks, &answer, CAUSE_EXIT);
}

static void live_spec(struct bytes *ret_payload, const char *act) {
    *ret_payload = run_spec(act);
    append(ret_payload, FIELD_STDIN_LIVE, "", 0);
    append_u32(ret_payload, FIELD_TERMINAL, 80 | 24 << 16);
}

static void terminals(struct checks *checks, struct scene *scene) {
    struct bytes payload, words = {0}, size = {0}, number = {0};
    struct answer answer;
    live_spec(&payload, "echo");
    client_send(&scene->client, MESSAGE_START, 2, &payload);
    if (bytes_append(&words, "word\n", 5) < 0 || bytes_append(&size, "\120\0\30\0", 4) < 0) abort();
    client_send(&scene->client, MESSAGE_RESIZE, 2, &size);
    client_send(&scene->client, MESSAGE_STDIN, 2, &words);
    client_send(&scene->client, MESSAGE_END, 2, NULL);
    client_await(&scene->client, 2, &answer);
    CHECK(answer.output.len == 12 && memcmp(bytes_front(&answer.output), "word\r\nword\r\n", 12) == 0);
    check_end(checks, &answer, CAUSE_EXIT);
    live_spec(&payload, "sleep");
    client_send(&scene->client, MESSAGE_START, 2, &payload);
    if (bytes_append(&number, "\17\0\0\0", 4) < 0) abort();
    client_send(&scene->client, MESSAGE_SIGNAL, 2, &number);
    client_await(&scene->client, 2, &answer);
    CHECK_TEXT(answer.signal, "SIGTERM");
    check_end(checks, &answer, CAUSE_SIGNAL);
}

// What is sent right behind the job finds no terminal yet: no cell of this policy waits.
static void early_size(struct checks *checks, struct scene *scene) {
    struct bytes payload, size = {0};
    struct answer answer;
    live_spec(&payload, "size");
    append_u32(&payload, FIELD_POLICY, POLICY_PROCESSES);
    client_send(&scene->client, MESSAGE_START, 2, &payload);
    if (bytes_append(&size, "\144\0\62\0", 4) < 0) abort();
    client_send(&scene->client, MESSAGE_RESIZE, 2, &size);
    client_await(&scene->client, 2, &answer);
    CHECK(answer.output.len == 6 && memcmp(bytes_front(&answer.output), "100 50", 6) == 0);
    check_end(checks, &answer, CAUSE_EXIT);
}

static void kills(struct checks *checks, struct scene *scene) {
    struct bytes payload = run_spec("sleep");
    struct answer answer;
    client_send(&scene->client, MESSAGE_START, 2, &payload);
    client_send(&scene->client, MESSAGE_KILL, 2, NULL);
    client_await(&scene->client, 2, &answer);
    check_end(checks, &answer, CAUSE_KILLED);
}

static void check_fault(struct checks *checks, struct answer *answer, const char *step, const char *error) {
    CHECK(answer->is_fault);
    CHECK_TEXT(answer->step, step);
    CHECK_TEXT(answer->error, error);
    answer_free(answer);
}

static void faults_are_named(struct checks *checks, struct scene *scene) {
    struct bytes payload = {0};
    append(&payload, 0xffff, "", 0);
    struct answer answer = run(scene, &payload);
    check_fault(checks, &answer, "spec", "EPROTO");
    payload = run_spec("exit");
    append_u32(&payload, FIELD_PROGRAM_BLOB, 12345);
    answer = run(scene, &payload);
    check_fault(checks, &answer, "program", "ENOENT");
    payload = run_spec("exit");
    append(&payload, FIELD_INPUT_PATH, "../out", 6);
    append(&payload, FIELD_INPUT_BYTES, "", 0);
    answer = run(scene, &payload);
    CHECK(answer.is_fault);
    CHECK_TEXT(answer.step, "input");
    answer_free(&answer);
    payload = run_spec("exit");
    client_send(&scene->client, MESSAGE_RELEASE, PROGRAM_BLOB, NULL);
    answer = run(scene, &payload);
    check_fault(checks, &answer, "program", "ENOENT");
}

// What jobs take is made up for while they run, though not in their first moments, and by the policy of the last one.
static void made_up_for(struct checks *checks, struct scene *scene) {
    const pid_t warden = scene->client.pid;
    static const struct {
        enum cell_policy policy;
        unsigned waiting; // of all kinds
    } rows[] = {
        {POLICY_STANDARD, 3}, // two run cells and a compile cell
        {POLICY_STRICT, 5},   // and two more
        {POLICY_SEALED, 6},   // and two again, of which one takes the slot of an older one: there are seven
        {POLICY_STANDARD, 6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const unsigned waiting = 2 * rows[i].waiting;
        struct bytes payload = run_spec_by(rows[i].policy, "echo");
        struct answer answer;
        append(&payload, FIELD_STDIN_LIVE, "", 0);
        client_send(&scene->client, MESSAGE_START, 2, &payload);
        CHECK_EQUAL(children_in_the_end(warden, waiting + 2), waiting + 2);
        client_send(&scene->client, MESSAGE_KILL, 2, NULL);
        client_await(&scene->client, 2, &answer);
        check_end(checks, &answer, CAUSE_KILLED);
        // Where the next cell gets the same group, the keeper of its slot stays.
        const unsigned left = children_in_the_end(warden, waiting + 1);
        CHECK(left == waiting || left == waiting + 1);
    }
}

// A cell that dies while it waits is made again, a second later, though nothing else happens.
static void made_again(struct checks *checks, struct scene *scene) {
    CHECK_EQUAL(cells_in_the_end(scene->client.pid, 3), 3); // two run cells and a compile cell
    CHECK_EQUAL(cells_kill(scene->client.pid), 3);
    CHECK_EQUAL(cells_in_the_end(scene->client.pid, 0), 0);
    CHECK_EQUAL(cells_in_the_end(scene->client.pid, 3), 3);
}

// A keeper of which a cell has left much is told to end. That may take long, and nobody waits for it.
static void slow_keepers(struct checks *checks, struct scene *scene) {
    const bool grouped = strcmp(scene->cgroup, "none") != 0;
    pid_t held[CHILDREN_MAX];
    unsigned count = children_hold_keepers(scene->client.pid, held);
    CHECK(count > 0);
    for (int i = 0; i < 3; i++) {
        struct bytes payload = run_spec(i == 0 ? "fill" : "exit");
        struct answer answer = run(scene, &payload);
        CHECK_EQUAL(answer.exit_code, 0);
        check_end(checks, &answer, CAUSE_EXIT);
    }
    CHECK_EQUAL(children_let_go(held, count) > 0, grouped);
}

static bool begin(struct checks *checks, struct scene *scene, unsigned warm) {
    char log[4096];
    if (CHECK(client_start(&scene->client, scene->warden, scene->rootfs, scene->cgroup, warm))) return true;
    (void)client_leave(&scene->client, log, sizeof log);
    (void)fprintf(stderr, "    %s\n", log);
    return false;
}

// It leaves when its caller does, silently: no complaint of its own, none of a sanitizer.
static void end(struct checks *checks, struct scene *scene) {
    char log[8192];
    CHECK_EQUAL(client_leave(&scene->client, log, sizeof log), 0);
    CHECK_TEXT(log, "");
}

static void live(struct checks *checks, const char *cgroup) {
    struct scene *scene = calloc(1, sizeof *scene);
    char self[400], command[1200];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (!scene || len < 0) abort();
    self[len] = 0;
    *strrchr(self, '/') = 0; // build/tests
    scene->cgroup = cgroup;
    (void)snprintf(scene->program, sizeof scene->program, "%s/cell-program", self);
    (void)snprintf(scene->warden, sizeof scene->warden, "%s/../cellblock-warden", self);
    (void)snprintf(scene->rootfs, sizeof scene->rootfs, "/tmp/cells-test-XXXXXX");
    if (!mkdtemp(scene->rootfs)) abort();
    (void)snprintf(
        command, sizeof command,
        "cd %s && chmod 755 . && mkdir -p compile/tmp run/bin run/dev run/lib64 run/proc run/tmp && cp %s compile/program",
        scene->rootfs, scene->program);
    if (system(command) != 0) abort();
    if (begin(checks, scene, 1)) {
        make_blob(checks, scene, PROGRAM_BLOB);
        programs_end(checks, scene);
        limits_hold(checks, scene);
        input_and_output(checks, scene);
        terminals(checks, scene);
        early_size(checks, scene);
        kills(checks, scene);
        slow_keepers(checks, scene);
        faults_are_named(checks, scene);
        end(checks, scene);
    }
    if (begin(checks, scene, 1)) { // it leaves cells that are still at work
        make_blob(checks, scene, PROGRAM_BLOB);
        struct bytes payload = run_spec("spin");
        client_send(&scene->client, MESSAGE_START, 2, &payload);
        end(checks, scene);
    }
    if (begin(checks, scene, 2)) {
        make_blob(checks, scene, PROGRAM_BLOB);
        made_again(checks, scene);
        made_up_for(checks, scene);
        end(checks, scene);
    }
    if (begin(checks, scene, 1)) { // nonsense on the socket ends it with a word
        char log[8192];
        client_send_raw(&scene->client, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
        struct answer answer;
        client_await(&scene->client, 1, &answer);
        CHECK_EQUAL(WEXITSTATUS(client_leave(&scene->client, log, sizeof log)), 1);
        CHECK_TEXT(log, "cellblock-warden: cannot go on: Protocol error\n");
    }
    (void)snprintf(command, sizeof command, "rm -r %s", scene->rootfs);
    CHECK_EQUAL(system(command), 0);
    free(scene);
}

static void with_groups(struct checks *checks) { live(checks, "auto"); }
static void without_groups(struct checks *checks) { live(checks, "none"); }

int main(void) {
    static const struct test tests[] = {
        {"cells end in every way there is, with the host's groups", with_groups},
        {"cells end in every way there is, by rlimits alone", without_groups},
    };
    return checks_run("cells", tests, sizeof tests / sizeof *tests);
}
