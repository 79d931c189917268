// Specs: what is said is understood, each bound holds, and whatever is malformed is refused whole.
#include "spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "allocation.h"
#include "checks.h"
#include "spec-fields.h"

static void every_field(struct checks *checks) {
    struct bytes payload = {0};
    struct spec spec = {0};
    spec_fields_fullest(&payload);
    if (!CHECK_EQUAL(spec_fields_parse(&payload, &spec), 0)) return;
    CHECK_EQUAL(spec.policy, POLICY_STRICT);
    CHECK(spec.has_blob && spec.program_blob == 77 && spec.tool[0] == 0);
    CHECK_EQUAL(spec.args, 2);
    CHECK_EQUAL(spec.env, 1);
    static const char strings[] = "./a.out\0--flag\0LANG=C.UTF-8";
    CHECK(spec.string_bytes == sizeof strings && memcmp(spec.strings, strings, sizeof strings) == 0);
    CHECK(spec.cpu_ms == 1000 && spec.wall_ms == 2000 && spec.processes == 32 && spec.scratch_inodes == 1000);
    CHECK(spec.memory_bytes == 256 << 20 && spec.output_bytes == 1 << 20 && spec.stack_bytes == 8 << 20);
    CHECK_EQUAL(spec.scratch_bytes, 16 << 20);
    CHECK(spec.stdin_bytes.len == 11 && memcmp(spec.stdin_bytes.data, "some input\n", 11) == 0);
    CHECK(spec.stdin_pipe == 5 && spec.stdout_pipe == 6 && spec.stdin_live && spec.sanitized);
    CHECK_EQUAL(spec.inputs_count, 2);
    CHECK_TEXT(spec.inputs[0].path, "main.c");
    CHECK(!spec.inputs[0].has_blob && spec.inputs[0].bytes.len == 17);
    CHECK_TEXT(spec.inputs[1].path, "dir/main.o");
    CHECK(spec.inputs[1].has_blob && spec.inputs[1].blob == 8);
    CHECK(spec.keeps_count == 1 && spec.keeps[0].blob == 9 && spec.keeps[0].maximum_bytes == 32 << 20);
    CHECK_TEXT(spec.keeps[0].path, "a.out");
    CHECK(spec.outputs_count == 1 && spec.outputs[0].maximum_bytes == 4096);
    CHECK_TEXT(spec.outputs[0].path, "out.txt");
    spec_free(&spec);
    CHECK(spec.payload == NULL && spec.inputs == NULL);
}

static void the_payload_may_go(struct checks *checks) {
    struct bytes payload = {0};
    struct spec spec;
    spec_fields_fullest(&payload);
    CHECK_EQUAL(spec_parse(payload.data, payload.len, &spec), 0);
    memset(payload.data, 0xff, payload.len);
    CHECK(memcmp(spec.inputs[0].bytes.data, "int main", 8) == 0);
    spec_free(&spec);
    bytes_free(&payload);
}

static void trees_by_policy(struct checks *checks) {
    struct spec spec = {.policy = POLICY_STANDARD};
    CHECK_EQUAL(spec_tree(&spec), TREE_RUN);
    spec.sanitized = true;
    CHECK_EQUAL(spec_tree(&spec), TREE_RUN_PROC);
    spec.policy = POLICY_COMPILE;
    CHECK_EQUAL(spec_tree(&spec), TREE_COMPILE);
}

static void cut_short(struct checks *checks) {
    struct bytes whole = {0};
    spec_fields_smallest(&whole, 0);
    for (size_t len = 0; len < whole.len; len++) {
        struct bytes part = {0};
        if (bytes_append(&part, whole.data, len) < 0) abort();
        CHECK_EQUAL(spec_fields_try(&part), -EPROTO);
    }
    CHECK_EQUAL(spec_fields_try(&whole), 0);
}

static void nothing_may_lack(struct checks *checks) {
    static const uint16_t needed[] = {FIELD_POLICY,      FIELD_PROGRAM_BLOB,  FIELD_ARG,           FIELD_CPU_MS,
                                      FIELD_WALL_MS,     FIELD_MEMORY_BYTES,  FIELD_OUTPUT_BYTES,  FIELD_PROCESSES,
                                      FIELD_STACK_BYTES, FIELD_SCRATCH_BYTES, FIELD_SCRATCH_INODES};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        struct bytes payload = {0};
        spec_fields_smallest(&payload, needed[i]);
        CHECK_EQUAL(spec_fields_try(&payload), -EPROTO);
    }
}

static void marks_are_empty(struct checks *checks) {
    CHECK_EQUAL(spec_fields_try_with(FIELD_STDIN_LIVE, "", 0), 0);
    CHECK_EQUAL(spec_fields_try_with(FIELD_STDIN_LIVE, "1", 1), -EPROTO);
    CHECK_EQUAL(spec_fields_try_with(FIELD_SANITIZED, "", 0), 0);
    CHECK_EQUAL(spec_fields_try_with(FIELD_SANITIZED, "1", 1), -EPROTO);
}

static void unknown_tags(struct checks *checks) {
    struct bytes full = {0};
    bool known[65536] = {[FIELD_PROGRAM_TOOL] = true, [FIELD_PROGRAM_ZYGOTE] = true};
    struct field field;
    size_t at = 0;
    spec_fields_fullest(&full);
    while (field_next(full.data, full.len, &at, &field) == 1) known[field.tag] = true;
    bytes_free(&full);
    for (uint32_t tag = 0; tag < 200; tag++) {
        if (!known[tag]) CHECK_EQUAL(spec_fields_try_with((uint16_t)tag, "", 0), -EPROTO);
    }
    CHECK_EQUAL(spec_fields_try_with(0xffff, "", 0), -EPROTO);
    CHECK_EQUAL(spec_fields_try_with(FIELD_CAUSE, "\0\0\0\0", 4), -EPROTO); // known, but not here
}

// A spec with the programs of that set, bits in the order of `rows`, has exactly one program of its policy's kind.
static void programs_by_policy(struct checks *checks) {
    static const struct {
        uint16_t tag;
        size_t len;
        const char *value;
    } rows[] = {{FIELD_PROGRAM_BLOB, 4, "\1\0\0\0"},
                {FIELD_PROGRAM_ZYGOTE, 4, "\1\0\0\0"},
                {FIELD_PROGRAM_TOOL, 11, "/usr/bin/as"},
                {FIELD_PROGRAM_TOOL, 10, "usr/bin/as"}};
    for (uint32_t policy = 0; policy < POLICY_COUNT; policy++) {
        for (unsigned set = 0; set < 16; set++) {
            struct bytes payload = {0};
            spec_fields_smallest(&payload, FIELD_PROGRAM_BLOB);
            if (put_u32(&payload, FIELD_POLICY, policy) < 0) abort();
            for (unsigned i = 0; i < 4; i++) {
                if ((set >> i & 1) && put_field(&payload, rows[i].tag, rows[i].value, rows[i].len) < 0) abort();
            }
            bool right = policy == POLICY_COMPILE ? set == 2 || set == 4 : policy < POLICY_COMPILE && set == 1;
            CHECK_EQUAL(spec_fields_try(&payload), right ? 0 : -EPROTO);
        }
    }
}

// Tries a spec with a terminal of that size; bits of `with`: live input, a pipe as stdin, a pipe as stdout.
static void try_terminal(struct checks *checks, uint32_t policy, uint32_t size, unsigned with, bool right) {
    struct bytes payload = {0};
    struct spec spec = {0};
    int r = 0;
    spec_fields_smallest(&payload, 0);
    r |= put_u32(&payload, FIELD_POLICY, policy) | put_u32(&payload, FIELD_TERMINAL, size);
    if (with & 1) r |= put_field(&payload, FIELD_STDIN_LIVE, "", 0);
    if (with & 2) r |= put_u32(&payload, FIELD_STDIN_PIPE, 3);
    if (with & 4) r |= put_u32(&payload, FIELD_STDOUT_PIPE, 3);
    if (r != 0) abort();
    CHECK_EQUAL(spec_parse(payload.data, payload.len, &spec), right ? 0 : -EPROTO);
    CHECK_EQUAL(spec.terminal, right ? size : 0);
    bool plain = policy == POLICY_STANDARD;
    if (right) CHECK_EQUAL(spec.policy, plain ? POLICY_TERMINAL : POLICY_PROCESSES_TERMINAL);
    spec_free(&spec);
    bytes_free(&payload);
}

// Sanitizers make another policy of the usual one, with a terminal or without, and leave the others as they are.
static void sanitized_policies(struct checks *checks) {
    static const struct {
        enum cell_policy asked, plain, terminal; // POLICY_COUNT: refused
    } rows[] = {
        {POLICY_STANDARD, POLICY_SANITIZED, POLICY_SANITIZED_TERMINAL},
        {POLICY_PROCESSES, POLICY_PROCESSES, POLICY_PROCESSES_TERMINAL},
        {POLICY_STRICT, POLICY_STRICT, POLICY_COUNT},
        {POLICY_SANITIZED, POLICY_COUNT, POLICY_COUNT},
        {POLICY_SANITIZED_TERMINAL, POLICY_COUNT, POLICY_COUNT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int terminal = 0; terminal < 2; terminal++) {
            enum cell_policy right = terminal ? rows[i].terminal : rows[i].plain;
            struct bytes payload = {0};
            struct spec spec = {0};
            spec_fields_smallest(&payload, 0);
            int r = put_u32(&payload, FIELD_POLICY, rows[i].asked) | put_field(&payload, FIELD_SANITIZED, "", 0);
            if (terminal)
                r |= put_u32(&payload, FIELD_TERMINAL, 80 | 24 << 16) | put_field(&payload, FIELD_STDIN_LIVE, "", 0);
            if (r != 0) abort();
            CHECK_EQUAL(spec_parse(payload.data, payload.len, &spec), right == POLICY_COUNT ? -EPROTO : 0);
            if (right != POLICY_COUNT) CHECK_EQUAL(spec.policy, right);
            spec_free(&spec);
            bytes_free(&payload);
        }
    }
}

// A terminal is for live input and for two policies, and makes others of them.
static void terminals(struct checks *checks) {
    static const uint32_t sizes[] = {80 | 24 << 16, 1 | 1 << 16, UINT32_MAX, 80,
                                     24u << 16}; // the last two have no area
    for (uint32_t policy = 0; policy < POLICY_COMPILE; policy++) {
        bool knows = policy == POLICY_STANDARD || policy == POLICY_PROCESSES;
        for (unsigned with = 0; with < 8; with++) {
            for (unsigned i = 0; i < 5; i++) try_terminal(checks, policy, sizes[i], with, knows && with == 1 && i < 3);
        }
    }
}

static void memory_runs_out(struct checks *checks) {
    for (int call = 1; call <= 4; call++) {
        struct bytes payload = {0};
        struct spec spec = {.args = 99};
        spec_fields_fullest(&payload);
        allocation_fail_at(call);
        CHECK_EQUAL(spec_parse(payload.data, payload.len, &spec), -ENOMEM);
        CHECK(allocation_failed());
        CHECK_EQUAL(spec.args, 99);
        allocation_fail_at(0);
        bytes_free(&payload);
    }
}

int main(void) {
    static const struct test tests[] = {
        {"every field is understood", every_field},
        {"a spec outlives the message that it came in", the_payload_may_go},
        {"the tree follows from policy and sanitizers", trees_by_policy},
        {"a spec cut short at any byte is refused", cut_short},
        {"a spec without one of its bounds is refused", nothing_may_lack},
        {"fields that only mark something carry nothing", marks_are_empty},
        {"unknown fields are refused", unknown_tags},
        {"artifacts run and tools compile, one of them, never the other way round", programs_by_policy},
        {"a terminal is for live input of programs, and makes policies of its own", terminals},
        {"sanitizers make a policy of their own of the usual one", sanitized_policies},
        {"no memory is an error that leaks nothing", memory_runs_out},
    };
    return checks_run("spec", tests, sizeof tests / sizeof *tests);
}
