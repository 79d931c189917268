// Writes the inputs that fuzzing begins with: fuzz-seeds DIR makes DIR/artifact and DIR/protocol.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf-image.h"
#include "fd.h"
#include "spec-fields.h"

static void need(bool done) {
    if (done) return;
    perror("fuzz-seeds");
    exit(1);
}

static void save(const char *dir, const char *name, const struct bytes *content) {
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    cleanup_fd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    need(fd >= 0 && write(fd, bytes_front(content), content->len) == (ssize_t)content->len);
}

// ---- artifacts ----

static void save_artifact(const char *dir, const char *name, uint64_t memory_bytes, const void *image, size_t len) {
    struct bytes content = {0};
    static const uint16_t more = 0;
    need(bytes_append(&content, &memory_bytes, sizeof memory_bytes) == 0);
    need(bytes_append(&content, &more, sizeof more) == 0 && bytes_append(&content, image, len) == 0);
    save(dir, name, &content);
    bytes_free(&content);
}

static void save_artifacts(const char *dir) {
    struct elf_image image = elf_image_usual();
    save_artifact(dir, "usual", 1 << 20, &image, sizeof image);
    save_artifact(dir, "little-memory", 4096, &image, sizeof image);
    save_artifact(dir, "cut", 1 << 20, &image, 200);
    image.segment[SEGMENT_STACK].p_flags = PF_X;
    save_artifact(dir, "stack", 1 << 20, &image, sizeof image);
    image.header.e_type = ET_EXEC;
    image.segment[SEGMENT_STACK].p_type = PT_PHDR;
    save_artifact(dir, "unmarked", 1 << 20, &image, sizeof image);
    image.header.e_phnum = 64;
    save_artifact(dir, "many", 1ull << 60, &image, sizeof image);
    uint8_t real[8192];
    cleanup_fd int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    need(fd >= 0 && read(fd, real, sizeof real) == sizeof real);
    save_artifact(dir, "real", 1 << 30, real, sizeof real);
}

// ---- frames ----

static void put_frame(struct bytes *out, uint16_t message, uint32_t id, const struct bytes *payload) {
    size_t mark;
    need(frame_begin(out, message, id, &mark) == 0 && bytes_append(out, payload->data, payload->len) == 0);
    frame_end(out, mark);
}

static void save_frames(const char *dir) {
    static void (*const specs[])(struct bytes *) = {spec_fields_tool, spec_fields_fullest};
    struct bytes all = {0}, payload = {0}, one = {0};
    const uint8_t step = 255, small_step = 3;
    need(bytes_append(&all, &small_step, 1) == 0 && bytes_append(&one, &step, 1) == 0);
    spec_fields_smallest(&payload, 0);
    put_frame(&one, MESSAGE_START, 1, &payload);
    save(dir, "smallest", &one);
    bytes_free(&one);
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        bytes_free(&payload);
        specs[i](&payload);
        need(bytes_append(&one, &step, 1) == 0);
        put_frame(&one, i ? MESSAGE_START : MESSAGE_ZYGOTE, (uint32_t)i, &payload);
        save(dir, i ? "fullest" : "tool", &one);
        bytes_free(&one);
        put_frame(&all, MESSAGE_START, 7, &payload);
    }
    bytes_free(&payload);
    put_frame(&all, MESSAGE_KILL, 7, &payload);
    need(bytes_append(&payload, "input", 5) == 0);
    put_frame(&all, MESSAGE_STDIN, 7, &payload);
    save(dir, "several", &all);
    bytes_free(&payload);
    bytes_free(&all);
}

static const char *make(const char *parent, const char *name, char *path, size_t size) {
    (void)snprintf(path, size, "%s/%s", parent, name);
    need(mkdir(path, 0755) == 0 || errno == EEXIST);
    return path;
}

int main(int argc, char **argv) {
    char path[512];
    if (argc != 2) {
        (void)fprintf(stderr, "Usage: fuzz-seeds DIR\n");
        return 2;
    }
    save_artifacts(make(argv[1], "artifact", path, sizeof path));
    save_frames(make(argv[1], "protocol", path, sizeof path));
    return 0;
}
