// Frames on the control socket: length (4 bytes, of what follows), message (2), zero (2), cell id (4), payload.
// Payloads of start, report, fault and ready are fields (see words.h). All integers are little-endian.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FRAME_HEADER_BYTES = 12,
    FRAME_BYTES_MAX = 48 << 20, // 16 MiB of stdin, 16 MiB of inputs, 1 MiB of sources, and room
};

// A buffer that grows; len bytes of data are valid, from offset `start` on.
struct bytes {
    uint8_t *data;
    size_t start, len, room;
};

void bytes_free(struct bytes *bytes);
// Makes room for `more` bytes behind the valid ones. 0 or -ENOMEM.
int bytes_reserve(struct bytes *bytes, size_t more);
int bytes_append(struct bytes *bytes, const void *data, size_t len);
// Drops `len` valid bytes from the front. A buffer that is empty then gives back what a large message took.
enum { BYTES_IDLE_MAX = 1 << 20 };
void bytes_consume(struct bytes *bytes, size_t len);
static inline const uint8_t *bytes_front(const struct bytes *bytes) { return bytes->data + bytes->start; }

struct frame {
    uint16_t message;
    uint32_t id;
    const uint8_t *payload;
    size_t len;
};

// Reads the frame at the front of the buffer. 1 and *ret_size (bytes to consume), 0 if it isn't complete yet,
// -EPROTO if its length is out of range.
int frame_read(const struct bytes *in, struct frame *ret_frame, size_t *ret_size);

// Opens a frame at the end of `out`; *ret_mark is for frame_end, which fills in the length.
int frame_begin(struct bytes *out, uint16_t message, uint32_t id, size_t *ret_mark);
void frame_end(struct bytes *out, size_t mark);

// Opens a field of `len` bytes, for which there is room then: the caller appends them. 0, -ENOMEM or -EMSGSIZE.
int field_begin(struct bytes *out, uint16_t field, size_t len);
int put_field(struct bytes *out, uint16_t field, const void *data, size_t len);
int put_text(struct bytes *out, uint16_t field, const char *text);
int put_u32(struct bytes *out, uint16_t field, uint32_t value);
int put_u64(struct bytes *out, uint16_t field, uint64_t value);

struct field {
    uint16_t tag;
    uint32_t len;
    const uint8_t *data;
};

// Steps through the fields of a payload; *at starts at 0. 1 and the field, 0 at the end, -EPROTO if malformed.
int field_next(const uint8_t *payload, size_t len, size_t *at, struct field *ret_field);
// The integer in a field. 0 or -EPROTO if its length is another.
int field_u32(const struct field *field, uint32_t *ret_value);
int field_u64(const struct field *field, uint64_t *ret_value);
