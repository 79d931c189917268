// Payloads of start messages, for tests and as seeds for the fuzzer.
#pragma once

#include "spec.h"
#include "wire.h"
#include "words.h"

// Appends a spec that has every bound and nothing else, without the fields of one tag (0: with all).
void spec_fields_smallest(struct bytes *out, uint16_t without);
// Appends a spec of a tool in the compile tree.
void spec_fields_tool(struct bytes *out);
// Appends a spec with every field there is.
void spec_fields_fullest(struct bytes *out);

// Parses a payload from memory of exactly its size, then frees it. As spec_parse; the caller frees the spec.
int spec_fields_parse(struct bytes *payload, struct spec *ret_spec);
// The same, and frees the spec as well.
int spec_fields_try(struct bytes *payload);
// Tries the smallest spec with one tag replaced by this field.
int spec_fields_try_with(uint16_t tag, const void *data, size_t len);
