// Encoding and bounds-checked decoding of frames and fields.
#include "wire.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void bytes_free(struct bytes *bytes) {
    free(bytes->data);
    *bytes = (struct bytes){0};
}

int bytes_reserve(struct bytes *bytes, size_t more) {
    if (bytes->start > 0 && (bytes->len == 0 || bytes->start > bytes->room / 2)) {
        memmove(bytes->data, bytes->data + bytes->start, bytes->len);
        bytes->start = 0;
    }
    if (more > SIZE_MAX / 4 - bytes->start - bytes->len) return -ENOMEM;
    size_t needed = bytes->start + bytes->len + more;
    if (needed <= bytes->room) return 0;
    size_t room = bytes->room < 4096 ? 4096 : bytes->room;
    while (room < needed) room *= 2;
    uint8_t *data = realloc(bytes->data, room);
    if (!data) return -ENOMEM;
    bytes->data = data;
    bytes->room = room;
    return 0;
}

int bytes_append(struct bytes *bytes, const void *data, size_t len) {
    int r = bytes_reserve(bytes, len);
    if (r < 0) return r;
    if (len > 0) memcpy(bytes->data + bytes->start + bytes->len, data, len);
    bytes->len += len;
    return 0;
}

void bytes_consume(struct bytes *bytes, size_t len) {
    bytes->start += len;
    bytes->len -= len;
    if (bytes->len > 0) return;
    bytes->start = 0;
    if (bytes->room > BYTES_IDLE_MAX) bytes_free(bytes);
}

static uint32_t read_u32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return le32toh(value);
}

static uint16_t read_u16(const uint8_t *at) {
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return le16toh(value);
}

int frame_read(const struct bytes *in, struct frame *ret_frame, size_t *ret_size) {
    if (in->len < FRAME_HEADER_BYTES) return 0;
    const uint8_t *at = bytes_front(in);
    uint32_t rest = read_u32(at);
    if (rest < FRAME_HEADER_BYTES - 4 || rest > FRAME_BYTES_MAX) return -EPROTO;
    if (in->len - 4 < rest) return 0;
    *ret_frame = (struct frame){
        .message = read_u16(at + 4),
        .id = read_u32(at + 8),
        .payload = at + FRAME_HEADER_BYTES,
        .len = rest - (FRAME_HEADER_BYTES - 4),
    };
    *ret_size = (size_t)rest + 4;
    return 1;
}

int frame_begin(struct bytes *out, uint16_t message, uint32_t id, size_t *ret_mark) {
    uint8_t header[FRAME_HEADER_BYTES] = {0};
    message = htole16(message);
    id = htole32(id);
    memcpy(header + 4, &message, sizeof message);
    memcpy(header + 8, &id, sizeof id);
    size_t mark = out->len;
    int r = bytes_append(out, header, sizeof header);
    if (r < 0) return r;
    *ret_mark = mark;
    return 0;
}

void frame_end(struct bytes *out, size_t mark) {
    uint32_t rest = htole32((uint32_t)(out->len - mark - 4));
    memcpy(out->data + out->start + mark, &rest, sizeof rest);
}

int field_begin(struct bytes *out, uint16_t field, size_t len) {
    if (len > FRAME_BYTES_MAX) return -EMSGSIZE;
    uint8_t header[6];
    field = htole16(field);
    uint32_t size = htole32((uint32_t)len);
    memcpy(header, &field, sizeof field);
    memcpy(header + 2, &size, sizeof size);
    int r = bytes_reserve(out, sizeof header + len);
    return r < 0 ? r : bytes_append(out, header, sizeof header);
}

int put_field(struct bytes *out, uint16_t field, const void *data, size_t len) {
    int r = field_begin(out, field, len);
    return r < 0 ? r : bytes_append(out, data, len);
}

int put_text(struct bytes *out, uint16_t field, const char *text) { return put_field(out, field, text, strlen(text)); }

int put_u32(struct bytes *out, uint16_t field, uint32_t value) {
    value = htole32(value);
    return put_field(out, field, &value, sizeof value);
}

int put_u64(struct bytes *out, uint16_t field, uint64_t value) {
    value = htole64(value);
    return put_field(out, field, &value, sizeof value);
}

int field_next(const uint8_t *payload, size_t len, size_t *at, struct field *ret_field) {
    if (*at == len) return 0;
    if (len - *at < 6) return -EPROTO;
    uint32_t size = read_u32(payload + *at + 2);
    if (size > len - *at - 6) return -EPROTO;
    *ret_field = (struct field){.tag = read_u16(payload + *at), .len = size, .data = payload + *at + 6};
    *at += 6 + (size_t)size;
    return 1;
}

int field_u32(const struct field *field, uint32_t *ret_value) {
    if (field->len != 4) return -EPROTO;
    *ret_value = read_u32(field->data);
    return 0;
}

int field_u64(const struct field *field, uint64_t *ret_value) {
    if (field->len != 8) return -EPROTO;
    uint64_t value;
    memcpy(&value, field->data, sizeof value);
    *ret_value = le64toh(value);
    return 0;
}
