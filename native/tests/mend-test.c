// The one change that is ever made to a program: a mark for its stack where tcc left none.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "artifact.h"
#include "checks.h"
#include "elf-image.h"
#include "fd.h"

// A program of fixed address with its headers' own segment and no mark, as tcc makes it.
static struct elf_image unmarked(void) {
    struct elf_image image = elf_image_usual();
    image.header.e_type = ET_EXEC;
    image.segment[SEGMENT_STACK].p_type = PT_PHDR;
    return image;
}

// Mends `len` bytes of an image; whether that changed it, and in *ret_after what it is then.
static bool is_mended(struct checks *checks, const struct elf_image *before, size_t len, struct elf_image *ret_after) {
    cleanup_fd int fd = memfd_create("image", MFD_CLOEXEC);
    if (fd < 0 || write(fd, before, len) != (ssize_t)len) abort();
    CHECK_EQUAL(artifact_mend(fd), 0);
    CHECK_EQUAL(lseek(fd, 0, SEEK_END), len);
    CHECK_EQUAL(pread(fd, ret_after, sizeof *ret_after, 0), len);
    return memcmp(before, ret_after, len) != 0;
}

static void unmarked_are_marked(struct checks *checks) {
    struct elf_image before = unmarked(), after;
    const char *refusal;
    bool over;
    CHECK(is_mended(checks, &before, sizeof before, &after));
    const Elf64_Phdr *stack = &after.segment[SEGMENT_STACK];
    CHECK(stack->p_type == PT_GNU_STACK && stack->p_flags == (PF_R | PF_W) && stack->p_memsz == 0);
    before.segment[SEGMENT_STACK] = *stack;
    CHECK(memcmp(&before, &after, sizeof after) == 0); // that and no more
    CHECK_EQUAL(artifact_check_bytes((uint8_t *)&after, sizeof after, sizeof after, 1 << 20, &refusal, &over), 0);
    CHECK(!is_mended(checks, &after, sizeof after, &before));
}

static void headers_anywhere(struct checks *checks) {
    static uint8_t file[8192 + sizeof(struct elf_image)];
    struct elf_image image = unmarked();
    // The last 8 KiB in which headers may begin; and one behind their end is none of them.
    image.header.e_phoff = 8192;
    image.segment[7] = (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W | PF_X};
    memcpy(file, &image.header, sizeof image.header);
    memcpy(file + 8192, image.segment, sizeof image.segment);
    cleanup_fd int fd = memfd_create("image", MFD_CLOEXEC);
    if (write(fd, file, sizeof file) != sizeof file) abort();
    Elf64_Phdr stack;
    CHECK_EQUAL(artifact_mend(fd), 0);
    CHECK_EQUAL(pread(fd, &stack, sizeof stack, 8192 + SEGMENT_STACK * sizeof stack), sizeof stack);
    CHECK(stack.p_type == PT_GNU_STACK && stack.p_flags == (PF_R | PF_W));
}

static void others_are_left(struct checks *checks) {
    struct elf_image image = unmarked(), after;
    image.header.e_type = ET_DYN;
    CHECK(!is_mended(checks, &image, sizeof image, &after));
    image = unmarked();
    image.segment[SEGMENT_NOTE] = (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W | PF_X};
    CHECK(!is_mended(checks, &image, sizeof image, &after)); // the gate will see that
    image = unmarked();
    image.segment[SEGMENT_STACK].p_type = PT_NULL;
    CHECK(!is_mended(checks, &image, sizeof image, &after));
    static const uint64_t offsets[] = {8193, INT64_MAX, INT64_MAX - 55, 1ull << 63, UINT64_MAX, UINT64_MAX - 55};
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        image = unmarked();
        image.header.e_phoff = offsets[i];
        CHECK(!is_mended(checks, &image, sizeof image, &after));
    }
    image = unmarked();
    image.header.e_phnum = 65;
    CHECK(!is_mended(checks, &image, sizeof image, &after));
    image = unmarked();
    image.header.e_ident[EI_CLASS] = ELFCLASS32;
    CHECK(!is_mended(checks, &image, sizeof image, &after));
}

static void cut_short(struct checks *checks) {
    struct elf_image image = unmarked(), after;
    for (size_t len = 0; len < sizeof(Elf64_Ehdr) + 7 * sizeof(Elf64_Phdr); len++) {
        CHECK(!is_mended(checks, &image, len, &after));
    }
}

static void not_to_be_written(struct checks *checks) {
    struct elf_image image = unmarked();
    char path[32];
    cleanup_fd int fd = memfd_create("image", MFD_CLOEXEC);
    if (write(fd, &image, sizeof image) != sizeof image) abort();
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    cleanup_fd int reading = open(path, O_RDONLY | O_CLOEXEC);
    CHECK_EQUAL(artifact_mend(reading), -EIO);
    CHECK_EQUAL(artifact_mend(-1), 0); // whoever reads it next will tell
}

int main(void) {
    static const struct test tests[] = {
        {"a program of fixed address without a mark gets one", unmarked_are_marked},
        {"headers are found wherever they may be", headers_anywhere},
        {"all other programs are left alone", others_are_left},
        {"a file cut short at any byte is left alone", cut_short},
        {"a file that can't be written is an error", not_to_be_written},
    };
    return checks_run("mend", tests, sizeof tests / sizeof *tests);
}
