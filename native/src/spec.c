// Parses specs. The caller is our own worker, but a bug there must not become a hole here.
#include "spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

static int take_path(const struct field *field, char *ret_path) {
    if (field->len == 0 || field->len >= SPEC_PATH_MAX || memchr(field->data, 0, field->len)) return -EPROTO;
    memcpy(ret_path, field->data, field->len);
    ret_path[field->len] = 0;
    return 0;
}

// Arguments come before environment; both go to one block of strings.
static int take_string(struct spec *spec, const struct field *field, uint32_t *count, uint32_t most) {
    if (*count >= most || memchr(field->data, 0, field->len)) return -EPROTO;
    if (field->len + 1 > ORDER_STRING_BYTES_MAX - spec->string_bytes) return -EPROTO;
    memcpy(spec->strings + spec->string_bytes, field->data, field->len);
    spec->string_bytes += field->len;
    spec->strings[spec->string_bytes++] = 0;
    (*count)++;
    return 0;
}

static int take_input(struct spec *spec, const struct field *field) {
    if (field->tag == FIELD_INPUT_PATH) {
        if (spec->inputs_count == SPEC_INPUTS_MAX) return -EPROTO;
        return take_path(field, spec->inputs[spec->inputs_count++].path);
    }
    if (spec->inputs_count == 0) return -EPROTO;
    struct spec_input *input = &spec->inputs[spec->inputs_count - 1];
    if (field->tag == FIELD_INPUT_BYTES) {
        input->bytes = (struct span){field->data, field->len};
        return 0;
    }
    input->has_blob = true;
    return field_u32(field, &input->blob);
}

static int take_file(struct spec *spec, const struct field *field, struct spec_file **last) {
    switch (field->tag) {
    case FIELD_KEEP_PATH:
        if (spec->keeps_count == SPEC_KEEPS_MAX) return -EPROTO;
        *last = &spec->keeps[spec->keeps_count++];
        **last = (struct spec_file){.maximum_bytes = UINT64_MAX}; // it must be said
        return take_path(field, (*last)->path);
    case FIELD_OUTPUT_PATH:
        if (spec->outputs_count == SPEC_OUTPUTS_MAX) return -EPROTO;
        *last = &spec->outputs[spec->outputs_count++];
        **last = (struct spec_file){.maximum_bytes = UINT64_MAX};
        return take_path(field, (*last)->path);
    case FIELD_KEEP_BLOB:
        return *last ? field_u32(field, &(*last)->blob) : -EPROTO;
    default:
        return *last ? field_u64(field, &(*last)->maximum_bytes) : -EPROTO;
    }
}

static int take_mark(const struct field *field, bool *ret_mark) {
    if (field->len != 0) return -EPROTO;
    *ret_mark = true;
    return 0;
}

static int take_policy(struct spec *spec, const struct field *field) {
    uint32_t policy;
    int r = field_u32(field, &policy);
    if (r < 0 || policy > POLICY_COMPILE) return -EPROTO;
    spec->policy = (enum cell_policy)policy;
    return 0;
}

static int take(struct spec *spec, const struct field *field, struct spec_file **last) {
    switch (field->tag) {
    case FIELD_POLICY:
        return take_policy(spec, field);
    case FIELD_PROGRAM_BLOB:
        spec->has_blob = true;
        return field_u32(field, &spec->program_blob);
    case FIELD_PROGRAM_ZYGOTE:
        spec->has_zygote = true;
        return field_u32(field, &spec->program_zygote);
    case FIELD_WARM:
        return field_u32(field, &spec->warm);
    case FIELD_PROGRAM_TOOL:
        return take_path(field, spec->tool);
    case FIELD_ARG:
        return spec->env ? -EPROTO : take_string(spec, field, &spec->args, ORDER_ARGS_MAX);
    case FIELD_ENV:
        return take_string(spec, field, &spec->env, ORDER_ENV_MAX);
    case FIELD_CPU_MS:
        return field_u32(field, &spec->cpu_ms);
    case FIELD_WALL_MS:
        return field_u32(field, &spec->wall_ms);
    case FIELD_STANDING_MS:
        return field_u32(field, &spec->standing_ms);
    case FIELD_MEMORY_BYTES:
        return field_u64(field, &spec->memory_bytes);
    case FIELD_ADDRESS_SPACE:
        return field_u64(field, &spec->address_space_bytes);
    case FIELD_OUTPUT_BYTES:
        return field_u64(field, &spec->output_bytes);
    case FIELD_PROCESSES:
        return field_u32(field, &spec->processes);
    case FIELD_STACK_BYTES:
        return field_u64(field, &spec->stack_bytes);
    case FIELD_SCRATCH_BYTES:
        return field_u64(field, &spec->scratch_bytes);
    case FIELD_SCRATCH_INODES:
        return field_u32(field, &spec->scratch_inodes);
    case FIELD_STDIN_BYTES:
        spec->stdin_bytes = (struct span){field->data, field->len};
        return 0;
    case FIELD_STDIN_PIPE:
        return field_u32(field, &spec->stdin_pipe);
    case FIELD_STDOUT_PIPE:
        return field_u32(field, &spec->stdout_pipe);
    case FIELD_TERMINAL:
        return field_u32(field, &spec->terminal);
    case FIELD_STDIN_LIVE:
        return take_mark(field, &spec->stdin_live);
    case FIELD_SANITIZED:
        return take_mark(field, &spec->sanitized);
    case FIELD_INPUT_PATH:
    case FIELD_INPUT_BYTES:
    case FIELD_INPUT_BLOB:
        return take_input(spec, field);
    case FIELD_KEEP_PATH:
    case FIELD_KEEP_BLOB:
    case FIELD_OUTPUT_PATH:
    case FIELD_MAXIMUM_BYTES:
        return take_file(spec, field, last);
    default:
        return -EPROTO;
    }
}

// A spec without one of these bounds isn't one.
static bool is_bounded(const struct spec *spec) {
    const struct {
        uint64_t value, most;
    } bounds[] = {
        {spec->cpu_ms, SPEC_MS_MAX},           {spec->wall_ms, SPEC_MS_MAX},
        {spec->memory_bytes, SPEC_SIZE_MAX},   {spec->stack_bytes, SPEC_SIZE_MAX},
        {spec->scratch_bytes, SPEC_SIZE_MAX},  {spec->scratch_inodes, SPEC_INODES_MAX},
        {spec->processes, SPEC_PROCESSES_MAX}, {spec->address_space_bytes, SPEC_SIZE_MAX},
    };
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        if (bounds[i].value == 0 || bounds[i].value > bounds[i].most) return false;
    }
    return spec->output_bytes <= SPEC_SIZE_MAX && spec->standing_ms <= SPEC_MS_MAX;
}

// Of each file, all that must be said.
static bool has_whole_files(const struct spec *spec) {
    bool whole = true;
    for (unsigned i = 0; i < spec->inputs_count; i++) whole &= spec->inputs[i].has_blob || spec->inputs[i].bytes.data;
    for (unsigned i = 0; i < spec->keeps_count; i++) {
        whole &= spec->keeps[i].blob != 0 && spec->keeps[i].maximum_bytes <= SPEC_SIZE_MAX;
    }
    for (unsigned i = 0; i < spec->outputs_count; i++) whole &= spec->outputs[i].maximum_bytes <= SPEC_SIZE_MAX;
    return whole;
}

// A terminal is all three streams, of a program that may ask about it.
static bool has_fit_terminal(const struct spec *spec) {
    if (spec->terminal == 0) return true;
    bool plain = spec->stdin_live && !spec->stdin_pipe && !spec->stdout_pipe;
    bool sized = (spec->terminal & 0xffff) != 0 && spec->terminal >> 16 != 0;
    return plain && sized && (spec->policy == POLICY_STANDARD || spec->policy == POLICY_PROCESSES);
}

// One program, and of the kind that the policy is for.
static bool is_whole(const struct spec *spec) {
    if (spec->policy == POLICY_COUNT || spec->args == 0 || !is_bounded(spec) || !has_whole_files(spec)) return false;
    if (!has_fit_terminal(spec)) return false;
    bool compile = spec->policy == POLICY_COMPILE, tool = spec->tool[0] != 0;
    if (spec->has_blob) return !compile && !spec->has_zygote && !tool;
    return compile && (spec->has_zygote ? !tool : spec->tool[0] == '/');
}

// A terminal, and sanitizers, make another policy of the one that was asked for.
static enum cell_policy policy_of(const struct spec *spec) {
    bool standard = spec->policy == POLICY_STANDARD;
    if (standard && spec->sanitized) return spec->terminal ? POLICY_SANITIZED_TERMINAL : POLICY_SANITIZED;
    if (spec->terminal) return standard ? POLICY_TERMINAL : POLICY_PROCESSES_TERMINAL;
    return spec->policy;
}

int spec_parse(const uint8_t *payload, size_t len, struct spec *ret_spec) {
    struct spec spec = {
        .policy = POLICY_COUNT, // none: it must be said
        .address_space_bytes = SPEC_SIZE_MAX,
        .output_bytes = UINT64_MAX,
        .payload = malloc(len ? len : 1),
        .strings = malloc(ORDER_STRING_BYTES_MAX),
        .inputs = calloc(SPEC_INPUTS_MAX, sizeof *spec.inputs),
        .outputs = calloc(SPEC_OUTPUTS_MAX, sizeof *spec.outputs),
    };
    int r = spec.payload && spec.strings && spec.inputs && spec.outputs ? 1 : -ENOMEM;
    if (r == 1) memcpy(spec.payload, payload, len);
    struct spec_file *last = NULL;
    struct field field;
    size_t at = 0;
    while (r == 1 && (r = field_next(spec.payload, len, &at, &field)) == 1) {
        int taken = take(&spec, &field, &last);
        if (taken < 0) r = taken;
    }
    if (r == 0 && !is_whole(&spec)) r = -EPROTO;
    if (r < 0) {
        spec_free(&spec);
        return r;
    }
    spec.policy = policy_of(&spec);
    *ret_spec = spec;
    return 0;
}

void spec_free(struct spec *spec) {
    free(spec->payload);
    free(spec->strings);
    free(spec->inputs);
    free(spec->outputs);
    *spec = (struct spec){0};
}

enum jail_tree spec_tree(const struct spec *spec) {
    if (spec->policy == POLICY_COMPILE) return TREE_COMPILE;
    return spec->sanitized ? TREE_RUN_PROC : TREE_RUN;
}
