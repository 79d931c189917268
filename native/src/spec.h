// A spec as the warden understands it: parsed and bounded, from the fields of a start message.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jail.h"
#include "words.h"

enum {
    SPEC_INPUTS_MAX = 130,
    SPEC_KEEPS_MAX = 8,
    SPEC_OUTPUTS_MAX = 64,
    SPEC_PATH_MAX = 256,
    // Beyond what anybody asks for, and far below where a sum with them could wrap.
    SPEC_MS_MAX = 24 * 3600 * 1000,
    SPEC_PROCESSES_MAX = 1 << 15,
    SPEC_INODES_MAX = 1 << 24,
};
#define SPEC_SIZE_MAX (1ull << 40)

struct span {
    const uint8_t *data;
    size_t len;
};

struct spec_input {
    char path[SPEC_PATH_MAX];
    struct span bytes;
    uint32_t blob; // where has_blob
    bool has_blob;
};

// A scratch file to keep as a blob, or to return.
struct spec_file {
    char path[SPEC_PATH_MAX];
    uint64_t maximum_bytes;
    uint32_t blob;
};

struct spec {
    uint8_t *payload; // owned; the spans point into it
    enum cell_policy policy;
    // One of three: a blob, a copy of a fork server, or an absolute path in the compile tree.
    uint32_t program_blob, program_zygote;
    bool has_blob, has_zygote, sanitized, stdin_live;
    char tool[SPEC_PATH_MAX];
    char *strings; // owned: arguments, then environment, each with its NUL
    uint32_t args, env, string_bytes;
    uint64_t memory_bytes, address_space_bytes, output_bytes, stack_bytes, scratch_bytes;
    uint32_t cpu_ms, wall_ms, standing_ms, processes, scratch_inodes, warm;
    struct span stdin_bytes;
    uint32_t stdin_pipe, stdout_pipe; // 0: none
    uint32_t terminal;                // columns, and rows << 16; 0: none
    struct spec_input *inputs;
    struct spec_file keeps[SPEC_KEEPS_MAX];
    struct spec_file *outputs;
    unsigned inputs_count, keeps_count, outputs_count;
};

// Parses a payload, of which it keeps a copy. 0; -EPROTO if malformed or beyond a bound; -ENOMEM.
int spec_parse(const uint8_t *payload, size_t len, struct spec *ret_spec);
void spec_free(struct spec *spec);
enum jail_tree spec_tree(const struct spec *spec);
