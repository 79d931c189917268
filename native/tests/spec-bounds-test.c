// Specs: each bound of each field, from both sides.
#include "spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "spec-fields.h"

// Integers: {tag, bytes, least, most}; beyond them the spec is refused.
static const struct integer {
    uint16_t tag;
    int size;
    uint64_t least, most;
} integers[] = {
    {FIELD_POLICY, 4, 0, POLICY_PROCESSES}, // compile needs a tool, and the others can't be asked for
    {FIELD_PROGRAM_BLOB, 4, 0, UINT32_MAX},
    {FIELD_CPU_MS, 4, 1, SPEC_MS_MAX},
    {FIELD_WALL_MS, 4, 1, SPEC_MS_MAX},
    {FIELD_STANDING_MS, 4, 0, SPEC_MS_MAX},
    {FIELD_MEMORY_BYTES, 8, 1, SPEC_SIZE_MAX},
    {FIELD_ADDRESS_SPACE, 8, 1, SPEC_SIZE_MAX},
    {FIELD_OUTPUT_BYTES, 8, 0, SPEC_SIZE_MAX},
    {FIELD_PROCESSES, 4, 1, SPEC_PROCESSES_MAX},
    {FIELD_STACK_BYTES, 8, 1, SPEC_SIZE_MAX},
    {FIELD_SCRATCH_BYTES, 8, 1, SPEC_SIZE_MAX},
    {FIELD_SCRATCH_INODES, 4, 1, SPEC_INODES_MAX},
    {FIELD_STDIN_PIPE, 4, 0, UINT32_MAX},
    {FIELD_STDOUT_PIPE, 4, 0, UINT32_MAX},
    {FIELD_WARM, 4, 0, UINT32_MAX},
};

static void integers_have_bounds(struct checks *checks) {
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        const struct integer *row = &integers[i];
        uint64_t end = row->size == 8 ? UINT64_MAX : UINT32_MAX;
        const uint64_t values[] = {row->least, row->most, row->least - 1, row->most + 1, end};
        for (int v = 0; v < 5; v++) {
            if (v == 2 && row->least == 0) continue;
            if (v == 3 && row->most == end) continue;
            bool inside = values[v] >= row->least && values[v] <= row->most;
            CHECK_EQUAL(spec_fields_try_with(row->tag, &values[v], (size_t)row->size), inside ? 0 : -EPROTO);
        }
    }
}

static void integers_have_one_length(struct checks *checks) {
    static const uint8_t one[10] = {1};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        for (size_t len = 0; len <= 10; len++) {
            int expected = len == (size_t)integers[i].size ? 0 : -EPROTO;
            CHECK_EQUAL(spec_fields_try_with(integers[i].tag, one, len), expected);
        }
    }
}

// What follows a path: {path, what, its length, its least and most}.
static const struct follower {
    uint16_t path, tag;
    size_t len;
    uint64_t least, most;
} followers[] = {
    {FIELD_INPUT_PATH, FIELD_INPUT_BLOB, 4, 0, UINT32_MAX},
    {FIELD_KEEP_PATH, FIELD_KEEP_BLOB, 4, 1, UINT32_MAX},
    {FIELD_KEEP_PATH, FIELD_MAXIMUM_BYTES, 8, 0, SPEC_SIZE_MAX},
    {FIELD_OUTPUT_PATH, FIELD_MAXIMUM_BYTES, 8, 0, SPEC_SIZE_MAX},
};
enum { FOLLOWERS = sizeof followers / sizeof *followers };

static void put_file(struct bytes *out, uint16_t tag, const char *path, size_t len) {
    static const uint64_t one = 1;
    if (put_field(out, tag, path, len) < 0) abort();
    for (size_t i = 0; i < FOLLOWERS; i++) {
        if (followers[i].path == tag && put_field(out, followers[i].tag, &one, followers[i].len) < 0) abort();
    }
}

static int parse_with_file(uint16_t tag, const char *path, size_t len) {
    struct bytes payload = {0};
    spec_fields_smallest(&payload, 0);
    put_file(&payload, tag, path, len);
    return spec_fields_try(&payload);
}

static void paths_have_bounds(struct checks *checks) {
    static const uint16_t tags[] = {FIELD_INPUT_PATH, FIELD_KEEP_PATH, FIELD_OUTPUT_PATH};
    char path[SPEC_PATH_MAX + 1];
    memset(path, 'p', sizeof path);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        CHECK_EQUAL(parse_with_file(tags[i], path, 0), -EPROTO);
        CHECK_EQUAL(parse_with_file(tags[i], path, 1), 0);
        CHECK_EQUAL(parse_with_file(tags[i], path, SPEC_PATH_MAX - 1), 0);
        CHECK_EQUAL(parse_with_file(tags[i], path, SPEC_PATH_MAX), -EPROTO);
        CHECK_EQUAL(parse_with_file(tags[i], path, SPEC_PATH_MAX + 1), -EPROTO);
        CHECK_EQUAL(parse_with_file(tags[i], "a\0b", 3), -EPROTO);
        CHECK_EQUAL(parse_with_file(tags[i], "ab", 3), -EPROTO);
    }
}

static int parse_with_follower(const struct follower *row, uint64_t value, size_t len) {
    struct bytes payload = {0};
    uint8_t data[16] = {0};
    memcpy(data, &value, sizeof value);
    spec_fields_smallest(&payload, 0);
    put_file(&payload, row->path, "file", 4);
    if (put_field(&payload, row->tag, data, len) < 0) abort();
    return spec_fields_try(&payload);
}

static void followers_have_bounds(struct checks *checks) {
    for (size_t i = 0; i < FOLLOWERS; i++) {
        const struct follower *row = &followers[i];
        CHECK_EQUAL(spec_fields_try_with(row->tag, "\1\0\0\0\0\0\0\0", row->len), -EPROTO); // no path before it
        for (size_t len = 0; len <= 9; len++) {
            CHECK_EQUAL(parse_with_follower(row, 1, len), len == row->len ? 0 : -EPROTO);
        }
        CHECK_EQUAL(parse_with_follower(row, row->least, row->len), 0);
        CHECK_EQUAL(parse_with_follower(row, row->most, row->len), 0);
        if (row->least > 0) CHECK_EQUAL(parse_with_follower(row, row->least - 1, row->len), -EPROTO);
        if (row->len == 8) CHECK_EQUAL(parse_with_follower(row, row->most + 1, row->len), -EPROTO);
    }
    CHECK_EQUAL(spec_fields_try_with(FIELD_INPUT_BYTES, "x", 1), -EPROTO);
}

static void paths_need_followers(struct checks *checks) {
    static const uint16_t tags[] = {FIELD_INPUT_PATH, FIELD_KEEP_PATH, FIELD_OUTPUT_PATH};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        CHECK_EQUAL(spec_fields_try_with(tags[i], "file", 4), -EPROTO);
    for (int i = 0; i < 2; i++) { // a file to keep without its number, and without its maximum
        struct bytes payload = {0};
        spec_fields_smallest(&payload, 0);
        if (put_text(&payload, FIELD_KEEP_PATH, "file") < 0) abort();
        if ((i ? put_u32(&payload, FIELD_KEEP_BLOB, 1) : put_u64(&payload, FIELD_MAXIMUM_BYTES, 1)) < 0) abort();
        CHECK_EQUAL(spec_fields_try(&payload), -EPROTO);
    }
    struct bytes empty = {0};
    spec_fields_smallest(&empty, 0);
    if (put_text(&empty, FIELD_INPUT_PATH, "file") < 0 || put_text(&empty, FIELD_INPUT_BYTES, "") < 0) abort();
    CHECK_EQUAL(spec_fields_try(&empty), 0);
}

// A spec with that many more fields of a tag.
static int parse_many(uint16_t tag, unsigned count, size_t len) {
    struct bytes payload = {0};
    char *text = malloc(len + 1);
    if (!text) abort();
    memset(text, 'x', len + 1);
    spec_fields_smallest(&payload, 0);
    for (unsigned i = 0; i < count; i++) put_file(&payload, tag, text, len);
    free(text);
    return spec_fields_try(&payload);
}

static void counts_have_bounds(struct checks *checks) {
    static const struct {
        uint16_t tag;
        unsigned most;
    } rows[] = {{FIELD_ARG, ORDER_ARGS_MAX - 1},
                {FIELD_ENV, ORDER_ENV_MAX},
                {FIELD_INPUT_PATH, SPEC_INPUTS_MAX},
                {FIELD_KEEP_PATH, SPEC_KEEPS_MAX},
                {FIELD_OUTPUT_PATH, SPEC_OUTPUTS_MAX}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK_EQUAL(parse_many(rows[i].tag, rows[i].most, 3), 0);
        CHECK_EQUAL(parse_many(rows[i].tag, rows[i].most + 1, 3), -EPROTO);
    }
}

static void strings_have_bounds(struct checks *checks) {
    const size_t left = ORDER_STRING_BYTES_MAX - sizeof "./a.out";
    CHECK_EQUAL(parse_many(FIELD_ARG, 1, left - 1), 0);
    CHECK_EQUAL(parse_many(FIELD_ARG, 1, left), -EPROTO);
    CHECK_EQUAL(parse_many(FIELD_ENV, 2, left / 2 - 1), 0);
    CHECK_EQUAL(parse_many(FIELD_ENV, 2, left / 2), -EPROTO);
    CHECK_EQUAL(spec_fields_try_with(FIELD_ENV, "A=\0B", 4), -EPROTO);
    CHECK_EQUAL(spec_fields_try_with(FIELD_ARG, "a\0", 2), -EPROTO);
    CHECK_EQUAL(spec_fields_try_with(FIELD_ARG, "", 0), 0);
    struct bytes payload = {0};
    spec_fields_smallest(&payload, 0);
    if (put_text(&payload, FIELD_ENV, "A=B") < 0 || put_text(&payload, FIELD_ARG, "late") < 0) abort();
    CHECK_EQUAL(spec_fields_try(&payload), -EPROTO);
}

int main(void) {
    static const struct test tests[] = {
        {"integers out of their bounds are refused", integers_have_bounds},
        {"integers of another length are refused", integers_have_one_length},
        {"paths are 1 to 255 bytes without NUL", paths_have_bounds},
        {"what belongs to a path comes after one and has bounds", followers_have_bounds},
        {"a path needs what belongs to it", paths_need_followers},
        {"lists have bounds", counts_have_bounds},
        {"arguments and environment have a bound together", strings_have_bounds},
    };
    return checks_run("spec-bounds", tests, sizeof tests / sizeof *tests);
}
