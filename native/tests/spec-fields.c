#include "spec-fields.h"

#include <stdlib.h>
#include <string.h>

static void need(int result) {
    if (result < 0) abort();
}

enum kind { TEXT, HALF, WHOLE };

struct row {
    uint16_t tag;
    enum kind kind;
    const char *text;
    uint64_t number;
};

static const struct row smallest[] = {
    {FIELD_POLICY, HALF, NULL, POLICY_STRICT},
    {FIELD_PROGRAM_BLOB, HALF, NULL, 77},
    {FIELD_ARG, TEXT, "./a.out", 0},
    {FIELD_CPU_MS, HALF, NULL, 1000},
    {FIELD_WALL_MS, HALF, NULL, 2000},
    {FIELD_MEMORY_BYTES, WHOLE, NULL, 256 << 20},
    {FIELD_OUTPUT_BYTES, WHOLE, NULL, 1 << 20},
    {FIELD_PROCESSES, HALF, NULL, 32},
    {FIELD_STACK_BYTES, WHOLE, NULL, 8 << 20},
    {FIELD_SCRATCH_BYTES, WHOLE, NULL, 16 << 20},
    {FIELD_SCRATCH_INODES, HALF, NULL, 1000},
};

static void put_row(struct bytes *out, const struct row *row) {
    if (row->kind == TEXT) need(put_text(out, row->tag, row->text));
    else if (row->kind == HALF) need(put_u32(out, row->tag, (uint32_t)row->number));
    else need(put_u64(out, row->tag, row->number));
}

void spec_fields_smallest(struct bytes *out, uint16_t without) {
    for (size_t i = 0; i < sizeof smallest / sizeof *smallest; i++) {
        if (smallest[i].tag != without) put_row(out, &smallest[i]);
    }
}

void spec_fields_tool(struct bytes *out) {
    need(put_u32(out, FIELD_POLICY, POLICY_COMPILE));
    need(put_text(out, FIELD_PROGRAM_TOOL, "/usr/bin/as"));
    for (size_t i = 2; i < sizeof smallest / sizeof *smallest; i++) put_row(out, &smallest[i]);
}

void spec_fields_fullest(struct bytes *out) {
    static const struct row rest[] = {
        {FIELD_ARG, TEXT, "--flag", 0},
        {FIELD_ENV, TEXT, "LANG=C.UTF-8", 0},
        {FIELD_STDIN_BYTES, TEXT, "some input\n", 0},
        {FIELD_STDIN_PIPE, HALF, NULL, 5},
        {FIELD_STDIN_LIVE, TEXT, "", 0},
        {FIELD_STDOUT_PIPE, HALF, NULL, 6},
        {FIELD_INPUT_PATH, TEXT, "main.c", 0},
        {FIELD_INPUT_BYTES, TEXT, "int main(void) {}", 0},
        {FIELD_INPUT_PATH, TEXT, "dir/main.o", 0},
        {FIELD_INPUT_BLOB, HALF, NULL, 8},
        {FIELD_KEEP_PATH, TEXT, "a.out", 0},
        {FIELD_KEEP_BLOB, HALF, NULL, 9},
        {FIELD_MAXIMUM_BYTES, WHOLE, NULL, 32 << 20},
        {FIELD_OUTPUT_PATH, TEXT, "out.txt", 0},
        {FIELD_MAXIMUM_BYTES, WHOLE, NULL, 4096},
        {FIELD_SANITIZED, TEXT, "", 0},
        {FIELD_WARM, HALF, NULL, 3},
        {FIELD_ADDRESS_SPACE, WHOLE, NULL, 400 << 20},
        {FIELD_STANDING_MS, HALF, NULL, 600000},
    };
    spec_fields_smallest(out, 0);
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) put_row(out, &rest[i]);
}

int spec_fields_parse(struct bytes *payload, struct spec *ret_spec) {
    uint8_t *copy = malloc(payload->len ? payload->len : 1);
    if (!copy) abort();
    if (payload->len > 0) memcpy(copy, bytes_front(payload), payload->len);
    int r = spec_parse(copy, payload->len, ret_spec);
    free(copy);
    bytes_free(payload);
    return r;
}

int spec_fields_try(struct bytes *payload) {
    struct spec spec;
    int r = spec_fields_parse(payload, &spec);
    if (r == 0) spec_free(&spec);
    return r;
}

int spec_fields_try_with(uint16_t tag, const void *data, size_t len) {
    struct bytes payload = {0};
    spec_fields_smallest(&payload, tag);
    need(put_field(&payload, tag, data, len));
    return spec_fields_try(&payload);
}
