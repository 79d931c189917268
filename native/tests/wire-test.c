// Frames and fields: what is put in comes out, and nothing else does.
#include "wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "allocation.h"
#include "checks.h"

// A buffer of exactly that size, so that AddressSanitizer sees a read beyond it.
static struct bytes exactly(const void *data, size_t len) {
    struct bytes bytes = {.data = malloc(len ? len : 1), .len = len, .room = len};
    if (!bytes.data) abort();
    if (len > 0) memcpy(bytes.data, data, len);
    return bytes;
}

static void build_frame(struct checks *checks, struct bytes *out, uint16_t message, uint32_t id, const char *text) {
    size_t mark;
    CHECK_EQUAL(frame_begin(out, message, id, &mark), 0);
    CHECK_EQUAL(put_text(out, 7, text), 0);
    frame_end(out, mark);
}

static void frames_round_trip(struct checks *checks) {
    static const struct {
        uint16_t message;
        uint32_t id;
        const char *text;
    } rows[] = {{1, 0, ""}, {0xffff, 0xffffffff, "hello"}, {2, 0x80000000, "x"}};
    struct bytes bytes = {0};
    for (size_t i = 0; i < 3; i++) build_frame(checks, &bytes, rows[i].message, rows[i].id, rows[i].text);
    for (size_t i = 0; i < 3; i++) {
        struct frame frame;
        size_t size;
        CHECK_EQUAL(frame_read(&bytes, &frame, &size), 1);
        CHECK_EQUAL(frame.message, rows[i].message);
        CHECK_EQUAL(frame.id, rows[i].id);
        CHECK_EQUAL(frame.len, 6 + strlen(rows[i].text));
        CHECK_EQUAL(size, FRAME_HEADER_BYTES + frame.len);
        CHECK(memcmp(frame.payload + 6, rows[i].text, strlen(rows[i].text)) == 0);
        bytes_consume(&bytes, size);
    }
    CHECK_EQUAL(bytes.len, 0);
    CHECK_EQUAL(bytes.start, 0);
    bytes_free(&bytes);
    CHECK(bytes.data == NULL);
}

static void frames_cut_short(struct checks *checks) {
    struct bytes whole = {0};
    build_frame(checks, &whole, 3, 9, "some text");
    for (size_t len = 0; len <= whole.len; len++) {
        struct bytes part = exactly(whole.data, len);
        struct frame frame = {.message = 77};
        size_t size = 88;
        CHECK_EQUAL(frame_read(&part, &frame, &size), len == whole.len);
        CHECK_EQUAL(frame.message, len == whole.len ? 3 : 77);
        CHECK_EQUAL(size, len == whole.len ? whole.len : 88);
        bytes_free(&part);
    }
    bytes_free(&whole);
}

static void frames_of_hostile_length(struct checks *checks) {
    static const struct {
        uint32_t rest;
        int result;
    } rows[] = {{0, -EPROTO},
                {1, -EPROTO},
                {7, -EPROTO},
                {8, 1},
                {9, 0},
                {FRAME_BYTES_MAX, 0},
                {FRAME_BYTES_MAX + 1, -EPROTO},
                {INT32_MAX, -EPROTO},
                {0x80000000, -EPROTO},
                {UINT32_MAX - 3, -EPROTO},
                {UINT32_MAX, -EPROTO}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t header[FRAME_HEADER_BYTES] = {0};
        for (int byte = 0; byte < 4; byte++) header[byte] = (uint8_t)(rows[i].rest >> 8 * byte);
        struct bytes bytes = exactly(header, sizeof header);
        struct frame frame;
        size_t size;
        CHECK_EQUAL(frame_read(&bytes, &frame, &size), rows[i].result);
        if (rows[i].result == 1) CHECK_EQUAL(frame.len, 0);
        bytes_free(&bytes);
    }
}

static void fields_round_trip(struct checks *checks) {
    struct bytes bytes = {0};
    CHECK_EQUAL(put_u32(&bytes, 1, 0xdeadbeef), 0);
    CHECK_EQUAL(put_u64(&bytes, 0xffff, 0x0123456789abcdef), 0);
    CHECK_EQUAL(put_field(&bytes, 3, NULL, 0), 0);
    CHECK_EQUAL(put_text(&bytes, 4, "four"), 0);
    static const uint8_t wire[] = {1, 0, 4, 0, 0, 0, 0xef, 0xbe, 0xad, 0xde};
    CHECK(memcmp(bytes.data, wire, sizeof wire) == 0); // little-endian whatever the host is
    struct field field;
    size_t at = 0;
    uint32_t half;
    uint64_t whole;
    CHECK_EQUAL(field_next(bytes.data, bytes.len, &at, &field), 1);
    CHECK_EQUAL(field_u32(&field, &half), 0);
    CHECK_EQUAL(half, 0xdeadbeef);
    CHECK_EQUAL(field_u64(&field, &whole), -EPROTO);
    CHECK_EQUAL(field_next(bytes.data, bytes.len, &at, &field), 1);
    CHECK_EQUAL(field.tag, 0xffff);
    CHECK_EQUAL(field_u64(&field, &whole), 0);
    CHECK_EQUAL(whole, 0x0123456789abcdef);
    CHECK_EQUAL(field_next(bytes.data, bytes.len, &at, &field), 1);
    CHECK_EQUAL(field.len, 0);
    CHECK_EQUAL(field_next(bytes.data, bytes.len, &at, &field), 1);
    CHECK(field.len == 4 && memcmp(field.data, "four", 4) == 0);
    CHECK_EQUAL(field_next(bytes.data, bytes.len, &at, &field), 0);
    bytes_free(&bytes);
}

static void fields_cut_short(struct checks *checks) {
    struct bytes whole = {0};
    size_t border[4] = {0};
    for (uint16_t i = 0; i < 3; i++) {
        CHECK_EQUAL(put_field(&whole, i, "abcdef", (size_t)i * 3), 0);
        border[i + 1] = whole.len;
    }
    for (size_t len = 0; len <= whole.len; len++) {
        struct bytes part = exactly(whole.data, len);
        struct field field;
        size_t at = 0, seen = 0, complete = 0;
        int r;
        while ((r = field_next(part.data, part.len, &at, &field)) == 1) seen++;
        while (complete < 3 && border[complete + 1] <= len) complete++;
        CHECK_EQUAL(seen, complete);
        CHECK_EQUAL(r, border[complete] == len ? 0 : -EPROTO);
        bytes_free(&part);
    }
    bytes_free(&whole);
}

static void fields_of_hostile_length(struct checks *checks) {
    static const uint32_t lengths[] = {5, 6, 0x7fffffff, 0x80000000, UINT32_MAX - 6, UINT32_MAX};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        uint8_t payload[10] = {1};
        for (int byte = 0; byte < 4; byte++) payload[2 + byte] = (uint8_t)(lengths[i] >> 8 * byte);
        struct bytes bytes = exactly(payload, sizeof payload);
        struct field field;
        size_t at = 0;
        CHECK_EQUAL(field_next(bytes.data, bytes.len, &at, &field), -EPROTO);
        CHECK_EQUAL(at, 0);
        bytes_free(&bytes);
    }
}

static void integers_of_other_lengths(struct checks *checks) {
    static const uint8_t data[10] = {0};
    for (uint32_t len = 0; len <= 10; len++) {
        struct field field = {.len = len, .data = data};
        uint32_t half = 5;
        uint64_t whole = 6;
        CHECK_EQUAL(field_u32(&field, &half), len == 4 ? 0 : -EPROTO);
        CHECK_EQUAL(half, len == 4 ? 0 : 5);
        CHECK_EQUAL(field_u64(&field, &whole), len == 8 ? 0 : -EPROTO);
        CHECK_EQUAL(whole, len == 8 ? 0 : 6);
    }
}

// The buffer against the simplest thing that does the same: a position in an endless count.
static void buffers_keep_their_bytes(struct checks *checks) {
    struct bytes bytes = {0};
    unsigned next = 0, oldest = 0;
    unsigned random = 12345;
    bool same = true;
    for (int step = 0; step < 20000; step++) {
        random = random * 1103515245 + 12345;
        size_t amount = random >> 16 & 1023;
        if (random >> 30 & 1) {
            uint8_t piece[1024];
            for (size_t i = 0; i < amount; i++) piece[i] = (uint8_t)(next++ * 31u >> 3);
            if (bytes_append(&bytes, piece, amount) < 0) abort();
        } else {
            if (amount > bytes.len) amount = bytes.len;
            for (size_t i = 0; i < amount; i++) same = same && bytes_front(&bytes)[i] == (uint8_t)(oldest++ * 31u >> 3);
            bytes_consume(&bytes, amount);
        }
        same = same && bytes.len == next - oldest && bytes.start + bytes.len <= bytes.room;
    }
    CHECK(same);
    CHECK(bytes.room < 1 << 20); // what was consumed is used again
    bytes_free(&bytes);
}

// A buffer that has held a large message holds no memory when it is empty, nor loses it before.
static void buffers_give_back(struct checks *checks) {
    struct bytes bytes = {0};
    CHECK_EQUAL(field_begin(&bytes, 1, 2UL * BYTES_IDLE_MAX), 0);
    CHECK(bytes.len == 6 && bytes.room >= 6 + 2UL * BYTES_IDLE_MAX);
    CHECK_EQUAL(bytes_append(&bytes, "rest", 4), 0);
    bytes_consume(&bytes, 6);
    CHECK(bytes.len == 4 && memcmp(bytes_front(&bytes), "rest", 4) == 0);
    bytes_consume(&bytes, 4);
    CHECK(bytes.data == NULL);
    CHECK_EQUAL(field_begin(&bytes, 1, FRAME_BYTES_MAX + 1), -EMSGSIZE);
    CHECK(bytes.data == NULL);
}

static void frames_behind_others(struct checks *checks) {
    struct bytes bytes = {0};
    struct frame frame;
    size_t size, mark;
    for (int i = 0; i < 5; i++) build_frame(checks, &bytes, 1, 1, "0123456789");
    CHECK_EQUAL(frame_begin(&bytes, 9, 9, &mark), 0);
    for (int i = 0; i < 4; i++) {
        CHECK_EQUAL(frame_read(&bytes, &frame, &size), 1);
        // The open frame stays open while those before it are taken away.
        bytes_consume(&bytes, size);
        mark -= size;
    }
    CHECK(bytes.start > 0);
    CHECK_EQUAL(put_text(&bytes, 7, "later"), 0);
    frame_end(&bytes, mark);
    CHECK_EQUAL(frame_read(&bytes, &frame, &size), 1);
    bytes_consume(&bytes, size);
    CHECK_EQUAL(frame_read(&bytes, &frame, &size), 1);
    CHECK(frame.message == 9 && frame.len == 11 && size == bytes.len);
    bytes_free(&bytes);
}

static void sizes_that_cannot_be(struct checks *checks) {
    struct bytes bytes = {0};
    CHECK_EQUAL(bytes_reserve(&bytes, SIZE_MAX), -ENOMEM);
    CHECK_EQUAL(bytes_reserve(&bytes, SIZE_MAX / 4 + 1), -ENOMEM);
    CHECK_EQUAL(put_field(&bytes, 1, "", (size_t)FRAME_BYTES_MAX + 1), -EMSGSIZE);
    CHECK_EQUAL(bytes.len, 0);
    CHECK(bytes.data == NULL);
    void *most = calloc(1, FRAME_BYTES_MAX);
    if (!most) abort();
    CHECK_EQUAL(put_field(&bytes, 1, most, FRAME_BYTES_MAX), 0);
    CHECK_EQUAL(bytes.len, FRAME_BYTES_MAX + 6);
    free(most);
    bytes_free(&bytes);
}

static void memory_runs_out(struct checks *checks) {
    size_t mark;
    struct bytes bytes = {0};
    allocation_fail_at(1);
    CHECK_EQUAL(frame_begin(&bytes, 1, 1, &mark), -ENOMEM);
    CHECK(allocation_failed());
    CHECK_EQUAL(bytes.len, 0);
    CHECK_EQUAL(put_u32(&bytes, 1, 1), 0);
    static const uint8_t large[8192];
    allocation_fail_at(1);
    CHECK_EQUAL(bytes_append(&bytes, large, sizeof large), -ENOMEM);
    CHECK_EQUAL(bytes.len, 10); // what was there is there still
    allocation_fail_at(0);
    bytes_free(&bytes);
}

int main(void) {
    static const struct test tests[] = {
        {"a frame is read as it was written", frames_round_trip},
        {"a frame cut short at any byte is not complete yet", frames_cut_short},
        {"a frame whose length is out of range is refused", frames_of_hostile_length},
        {"a field is read as it was written", fields_round_trip},
        {"fields cut short at any byte are refused", fields_cut_short},
        {"a field longer than its payload is refused", fields_of_hostile_length},
        {"an integer field has one length", integers_of_other_lengths},
        {"a buffer gives back what was appended, in order", buffers_keep_their_bytes},
        {"a buffer that is empty gives back what a large message took", buffers_give_back},
        {"a frame can be closed when others before it have been sent", frames_behind_others},
        {"sizes beyond reason are errors", sizes_that_cannot_be},
        {"no memory is an error that changes nothing", memory_runs_out},
    };
    return checks_run("wire", tests, sizeof tests / sizeof *tests);
}
