// Fuzzes what the warden reads from its control socket. The input: how many bytes arrive at a time (1 byte), and the
// bytes.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spec.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) abort();
}

static void check_path(const char *path) { must(path[0] != 0 && memchr(path, 0, SPEC_PATH_MAX)); }

static void check_span(const struct spec *spec, size_t len, struct span span) {
    if (span.len == 0) return;
    must(span.data >= spec->payload && span.data + span.len <= spec->payload + len);
}

static void check_size(uint64_t bytes, uint64_t least) { must(bytes >= least && bytes <= SPEC_SIZE_MAX); }

// A spec that is accepted keeps what its header promises.
static void check_spec(const struct spec *spec, size_t len) {
    must(spec->policy < POLICY_COUNT && spec->args > 0 && spec->args <= ORDER_ARGS_MAX && spec->env <= ORDER_ENV_MAX);
    must((spec->tool[0] != 0) + spec->has_blob + spec->has_zygote == 1);
    must(spec->has_blob == (spec->policy != POLICY_COMPILE));
    uint32_t strings = 0;
    must(spec->string_bytes <= ORDER_STRING_BYTES_MAX);
    for (uint32_t i = 0; i < spec->string_bytes; i++) strings += spec->strings[i] == 0;
    must(strings == spec->args + spec->env && spec->strings[spec->string_bytes - 1] == 0);
    check_size(spec->memory_bytes, 1);
    check_size(spec->output_bytes, 0);
    check_size(spec->stack_bytes, 1);
    check_size(spec->scratch_bytes, 1);
    check_span(spec, len, spec->stdin_bytes);
    must(spec->inputs_count <= SPEC_INPUTS_MAX && spec->keeps_count <= SPEC_KEEPS_MAX);
    must(spec->outputs_count <= SPEC_OUTPUTS_MAX);
    for (unsigned i = 0; i < spec->inputs_count; i++) {
        check_path(spec->inputs[i].path);
        check_span(spec, len, spec->inputs[i].bytes);
    }
    for (unsigned i = 0; i < spec->keeps_count; i++) {
        check_path(spec->keeps[i].path);
        check_size(spec->keeps[i].maximum_bytes, 0);
    }
    for (unsigned i = 0; i < spec->outputs_count; i++) {
        check_path(spec->outputs[i].path);
        check_size(spec->outputs[i].maximum_bytes, 0);
    }
}

static void on_frame(const struct frame *frame) {
    struct field field;
    size_t at = 0, seen = 0;
    int r;
    while ((r = field_next(frame->payload, frame->len, &at, &field)) == 1) {
        must(field.data + field.len <= frame->payload + frame->len);
        seen += 6 + (size_t)field.len;
        must(seen == at);
    }
    must(r == -EPROTO || at == frame->len);
    struct spec spec;
    int parsed = spec_parse(frame->payload, frame->len, &spec);
    must(parsed == 0 || parsed == -EPROTO);
    if (parsed < 0) return;
    must(r == 0);
    check_spec(&spec, frame->len);
    spec_free(&spec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes in = {0};
    if (size == 0) return -1;
    size_t step = (size_t)data[0] + 1;
    int r = 0;
    for (size_t at = 1; r == 0 && at < size; at += step) {
        struct frame frame;
        size_t whole;
        must(bytes_append(&in, data + at, size - at < step ? size - at : step) == 0);
        while ((r = frame_read(&in, &frame, &whole)) == 1) {
            must(frame.payload + frame.len == bytes_front(&in) + whole && whole <= in.len);
            on_frame(&frame);
            bytes_consume(&in, whole);
        }
    }
    must(r == 0 || r == -EPROTO);
    bytes_free(&in);
    return 0;
}
