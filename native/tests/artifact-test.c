// The gate between compile and run: every refusal, and both sides of every bound.
#include "artifact.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "checks.h"
#include "elf-image.h"
#include "fd.h"

// As the gate says it to users.
#define NO_ELF "it is not an ELF program"
#define NO_X86 "it is not a program for x86-64"
#define NO_EXECUTABLE "it is not an executable"
#define BAD_HEADERS "its program headers are malformed"
#define MANY "it has too many segments"
#define BAD_INTERPRETER "it wants an interpreter other than /lib64/ld-linux-x86-64.so.2"
#define WRITABLE_CODE "a segment of it is both writable and executable"
#define BAD_SEGMENT "a segment of it is malformed"
#define BAD_ALIGNMENT "a segment of it has an impossible alignment"
#define BAD_STACK "it needs an executable stack"
#define NOTHING "it has nothing to load"
#define OVER "its data alone is larger than the memory limit"

// What the usual image loads: 0x800 + 0x1000 + 0x100 + 0x700.
enum { SIZE = sizeof(struct elf_image), LOADED = 0x2000, HEADER_BYTES = 8192 };
static const uint64_t TOP = 1ull << 47;

// A number put into the image at an offset.
struct patch {
    size_t at, size;
    uint64_t value;
};

#define FIELD(field, number) \
    { offsetof(Elf64_Ehdr, field), sizeof(((Elf64_Ehdr *)0)->field), number }
#define IDENT(index, number) \
    { offsetof(Elf64_Ehdr, e_ident) + (index), 1, number }
#define SEGMENT(index, field, number) \
    { \
        sizeof(Elf64_Ehdr) + SEGMENT_##index * sizeof(Elf64_Phdr) + offsetof(Elf64_Phdr, field), \
            sizeof(((Elf64_Phdr *)0)->field), number \
    }

struct row {
    const char *refusal; // NULL: it may be run
    struct patch patches[4];
    uint64_t memory_bytes; // 0: exactly enough
};

static const struct row rows[] = {
    {NULL, {{0}}, 0},
    // What it is.
    {NO_ELF, {IDENT(EI_MAG0, 0x7e)}, 0},
    {NO_ELF, {IDENT(EI_MAG3, 'f')}, 0},
    {NO_X86, {IDENT(EI_CLASS, ELFCLASS32)}, 0},
    {NO_X86, {IDENT(EI_CLASS, 0)}, 0},
    {NO_X86, {IDENT(EI_DATA, ELFDATA2MSB)}, 0},
    {NO_X86, {FIELD(e_machine, EM_386)}, 0},
    {NO_X86, {FIELD(e_machine, EM_AARCH64)}, 0},
    {NO_EXECUTABLE, {FIELD(e_type, ET_NONE)}, 0},
    {NO_EXECUTABLE, {FIELD(e_type, ET_REL)}, 0},
    {NULL, {FIELD(e_type, ET_EXEC)}, 0},
    {NULL, {FIELD(e_type, ET_DYN)}, 0},
    {NO_EXECUTABLE, {FIELD(e_type, ET_CORE)}, 0},
    {NO_EXECUTABLE, {FIELD(e_type, 0xffff)}, 0},
    // Where its program headers are.
    {BAD_HEADERS, {FIELD(e_phentsize, 55)}, 0},
    {BAD_HEADERS, {FIELD(e_phentsize, 57)}, 0},
    {BAD_HEADERS, {FIELD(e_phentsize, 0)}, 0},
    {BAD_HEADERS, {FIELD(e_phnum, 0)}, 0},
    {NULL, {FIELD(e_phnum, 64)}, 0},
    {MANY, {FIELD(e_phnum, 65)}, 0},
    {MANY, {FIELD(e_phnum, 0xffff)}, 0}, // PN_XNUM: the real number is elsewhere
    {NOTHING, {FIELD(e_phoff, SIZE - 28 - 7 * sizeof(Elf64_Phdr))}, 0},
    {BAD_HEADERS, {FIELD(e_phoff, SIZE - 7 * sizeof(Elf64_Phdr) + 1)}, 0},
    {BAD_HEADERS, {FIELD(e_phoff, 0)}, 0}, // they would be the header too
    {BAD_HEADERS, {FIELD(e_phoff, sizeof(Elf64_Ehdr) - 1)}, 0},
    {BAD_HEADERS, {FIELD(e_phoff, SIZE)}, 0},
    {BAD_HEADERS, {FIELD(e_phoff, HEADER_BYTES)}, 0},
    {BAD_HEADERS, {FIELD(e_phoff, HEADER_BYTES + 1)}, 0},
    {BAD_HEADERS, {FIELD(e_phoff, UINT64_MAX)}, 0},
    {BAD_HEADERS, {FIELD(e_phoff, UINT64_MAX - sizeof(Elf64_Phdr) + 1)}, 0}, // the first ends at 0
    {BAD_HEADERS, {FIELD(e_phoff, UINT64_MAX - 2 * sizeof(Elf64_Phdr) + 1)}, 0},
    // Segments: what they may be.
    {WRITABLE_CODE, {SEGMENT(TEXT, p_flags, PF_W | PF_X)}, 0},
    {WRITABLE_CODE, {SEGMENT(EMPTY, p_flags, PF_R | PF_W | PF_X)}, 0},
    {NULL, {SEGMENT(TEXT, p_flags, PF_X)}, 0},
    {NULL, {SEGMENT(TEXT, p_flags, 0)}, 0},
    {NULL, {SEGMENT(TEXT, p_flags, PF_R | PF_W)}, 0},
    // Segments: where they lie in the file.
    {NULL, {SEGMENT(DATA, p_filesz, 0x300), SEGMENT(DATA, p_memsz, 0x300)}, 0},
    {BAD_SEGMENT, {SEGMENT(DATA, p_filesz, 0x301), SEGMENT(DATA, p_memsz, 0x300)}, 0},
    {BAD_SEGMENT, {SEGMENT(DATA, p_filesz, UINT64_MAX)}, 0},
    {NULL, {SEGMENT(RODATA, p_offset, SIZE - 0x100)}, 0},
    {BAD_SEGMENT, {SEGMENT(RODATA, p_offset, SIZE - 0x100 + 1)}, 0},
    {BAD_SEGMENT, {SEGMENT(RODATA, p_offset, SIZE + 1)}, 0},
    {BAD_SEGMENT, {SEGMENT(RODATA, p_offset, UINT64_MAX - 0x100 + 1)}, 0}, // ends at 0
    {NULL, {SEGMENT(EMPTY, p_offset, SIZE)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_offset, SIZE + 1)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_offset, UINT64_MAX)}, 0},
    // Segments: where they lie in memory.
    {NULL, {SEGMENT(EMPTY, p_vaddr, TOP - 0x700)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_vaddr, TOP - 0x700 + 1)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_vaddr, TOP + 1)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_vaddr, UINT64_MAX)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_vaddr, UINT64_MAX - 0x700 + 1)}, 0}, // ends at 0
    {NULL, {SEGMENT(EMPTY, p_vaddr, TOP), SEGMENT(EMPTY, p_memsz, 0)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_vaddr, TOP + 1), SEGMENT(EMPTY, p_memsz, 0)}, 0},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_memsz, UINT64_MAX)}, UINT64_MAX},
    {NULL, {SEGMENT(EMPTY, p_memsz, TOP - 0x6000)}, UINT64_MAX},
    {BAD_SEGMENT, {SEGMENT(EMPTY, p_memsz, TOP - 0x6000 + 1)}, UINT64_MAX},
    // Segments: alignment.
    {NULL, {SEGMENT(TEXT, p_align, 0)}, 0},
    {NULL, {SEGMENT(TEXT, p_align, 1)}, 0},
    {NULL, {SEGMENT(TEXT, p_align, 1ull << 30)}, 0},
    {BAD_ALIGNMENT, {SEGMENT(TEXT, p_align, (1ull << 30) + 1)}, 0},
    {BAD_ALIGNMENT, {SEGMENT(TEXT, p_align, 1ull << 31)}, 0},
    {BAD_ALIGNMENT, {SEGMENT(TEXT, p_align, 1ull << 63)}, 0},
    {BAD_ALIGNMENT, {SEGMENT(TEXT, p_align, 3)}, 0},
    {BAD_ALIGNMENT, {SEGMENT(TEXT, p_align, UINT64_MAX)}, 0},
    // The stack.
    {BAD_STACK, {SEGMENT(STACK, p_flags, PF_R | PF_W | PF_X)}, 0},
    {BAD_STACK, {SEGMENT(STACK, p_flags, PF_X)}, 0},
    {NULL, {SEGMENT(STACK, p_flags, 0)}, 0},
    {BAD_STACK, {SEGMENT(NOTE, p_type, PT_GNU_STACK)}, 0}, // a second one
    // The interpreter.
    {BAD_INTERPRETER, {SEGMENT(INTERPRETER, p_filesz, 27)}, 0},
    {BAD_INTERPRETER, {SEGMENT(INTERPRETER, p_filesz, 29)}, 0},
    {BAD_INTERPRETER, {SEGMENT(INTERPRETER, p_filesz, 0)}, 0},
    {BAD_INTERPRETER, {SEGMENT(INTERPRETER, p_offset, 0)}, 0},
    {BAD_INTERPRETER, {SEGMENT(INTERPRETER, p_offset, SIZE - 27)}, 0},
    {BAD_INTERPRETER, {SEGMENT(INTERPRETER, p_offset, UINT64_MAX)}, 0},
    {BAD_INTERPRETER, {SEGMENT(INTERPRETER, p_offset, UINT64_MAX - 27)}, 0},        // ends at 0
    {BAD_INTERPRETER, {{offsetof(struct elf_image, interpreter) + 27, 1, 'x'}}, 0}, // no end
    {BAD_INTERPRETER, {{offsetof(struct elf_image, interpreter), 1, 'x'}}, 0},
    {BAD_INTERPRETER, {SEGMENT(NOTE, p_type, PT_INTERP)}, 0}, // a second one
    {NULL, {SEGMENT(INTERPRETER, p_type, PT_NULL)}, 0},       // none: static
    // What it takes.
    {OVER, {{0}}, LOADED - 1},
    {NULL, {{0}}, LOADED},
    {OVER, {SEGMENT(EMPTY, p_memsz, 1ull << 46)}, 1ull << 30}, // 64 TiB of .bss
    {OVER, {SEGMENT(EMPTY, p_memsz, 0x701)}, 0},
    {BAD_STACK,
     {SEGMENT(STACK, p_flags, PF_X), SEGMENT(EMPTY, p_memsz, 1ull << 46)},
     1ull << 30}, // first what is worse
    {NOTHING,
     {SEGMENT(TEXT, p_type, PT_NULL), SEGMENT(DATA, p_type, PT_NULL), SEGMENT(RODATA, p_type, PT_NULL),
      SEGMENT(EMPTY, p_type, PT_NULL)},
     0},
};

static void put(struct elf_image *image, const struct patch *patch) {
    memcpy((uint8_t *)image + patch->at, &patch->value, patch->size);
}

// Checks bytes in memory of exactly their size.
static int gate(const void *bytes, size_t len, size_t size, uint64_t memory, const char **ret_refusal, bool *ret_over) {
    uint8_t *copy = malloc(len ? len : 1);
    if (!copy) abort();
    memcpy(copy, bytes, len);
    int r = artifact_check_bytes(copy, len, size, memory, ret_refusal, ret_over);
    free(copy);
    return r;
}

static void refusals(struct checks *checks) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct elf_image image = elf_image_usual();
        for (int k = 0; k < 4; k++) put(&image, &rows[i].patches[k]);
        const char *refusal;
        bool over;
        uint64_t memory = rows[i].memory_bytes ? rows[i].memory_bytes : LOADED;
        int r = gate(&image, sizeof image, sizeof image, memory, &refusal, &over);
        bool same = CHECK_EQUAL(r, rows[i].refusal != NULL);
        same = CHECK_TEXT(refusal, rows[i].refusal) && same;
        same = CHECK_EQUAL(over, rows[i].refusal && strcmp(rows[i].refusal, OVER) == 0) && same;
        if (!same) (void)fprintf(stderr, "    row %zu\n", i);
    }
}

static void most_of_everything(struct checks *checks) {
    struct elf_image image = elf_image_usual();
    image.header.e_phnum = 64;
    for (int i = 0; i < 64; i++) image.segment[i] = (Elf64_Phdr){.p_type = PT_LOAD, .p_memsz = TOP};
    const char *refusal;
    bool over;
    CHECK_EQUAL(gate(&image, sizeof image, sizeof image, 64 * TOP, &refusal, &over), 0);
    CHECK_EQUAL(gate(&image, sizeof image, sizeof image, 64 * TOP - 1, &refusal, &over), 1);
    CHECK(over);
    CHECK_EQUAL(gate(&image, sizeof image, sizeof image, 0, &refusal, &over), 1);
    CHECK(over);
}

static void headers_at_the_end(struct checks *checks) {
    uint8_t file[HEADER_BYTES + 7 * sizeof(Elf64_Phdr)] = {0};
    struct elf_image image = elf_image_usual();
    const char *refusal;
    bool over;
    image.segment[SEGMENT_INTERPRETER].p_type = PT_NULL;
    image.header.e_phoff = HEADER_BYTES;
    memcpy(file, &image.header, sizeof image.header);
    memcpy(file + HEADER_BYTES, image.segment, 7 * sizeof(Elf64_Phdr));
    CHECK_EQUAL(gate(file, sizeof file, sizeof file, LOADED, &refusal, &over), 0);
    CHECK_EQUAL(gate(file, sizeof file - 1, sizeof file, LOADED, &refusal, &over), 1);
    CHECK_TEXT(refusal, BAD_HEADERS);
}

static void cut_short(struct checks *checks) {
    struct elf_image image = elf_image_usual();
    const size_t headers = sizeof(Elf64_Ehdr) + 7 * sizeof(Elf64_Phdr);
    for (size_t len = 0; len < sizeof image; len++) {
        const char *refusal = NULL;
        bool over;
        const char *expected = len < sizeof(Elf64_Ehdr) ? NO_ELF : len < headers ? BAD_HEADERS : BAD_INTERPRETER;
        // The whole file is longer than what is at hand.
        CHECK_EQUAL(gate(&image, len, sizeof image, LOADED, &refusal, &over), 1);
        // A header that is cut between its segments is refused for what comes first.
        if (len < sizeof(Elf64_Ehdr) || len >= headers) CHECK_TEXT(refusal, expected);
        else CHECK(strcmp(refusal, BAD_HEADERS) == 0 || strcmp(refusal, BAD_INTERPRETER) == 0);
    }
}

// Each byte of the headers made each other byte: never a crash, and what is let through is within bounds.
static void any_byte(struct checks *checks) {
    struct elf_image image = elf_image_usual();
    size_t accepted = 0, headers = sizeof(Elf64_Ehdr) + 7 * sizeof(Elf64_Phdr);
    for (size_t at = 0; at < headers; at++) {
        uint8_t *byte = (uint8_t *)&image + at, was = *byte;
        for (int value = 0; value < 256; value++) {
            const char *refusal = "unset";
            bool over;
            *byte = (uint8_t)value;
            int r = gate(&image, sizeof image, sizeof image, LOADED, &refusal, &over);
            if (r != (refusal != NULL)) CHECK_EQUAL(r, refusal != NULL);
            accepted += r == 0;
        }
        *byte = was;
    }
    CHECK(accepted > headers && accepted < headers * 256);
}

static void from_descriptors(struct checks *checks) {
    struct elf_image image = elf_image_usual();
    const char *refusal;
    bool over;
    int pipes[2];
    cleanup_fd int fd = memfd_create("image", MFD_CLOEXEC);
    CHECK_EQUAL(artifact_check(fd, LOADED, &refusal, &over), 1);
    CHECK_TEXT(refusal, NO_ELF);
    CHECK_EQUAL(write(fd, &image, sizeof image), sizeof image);
    CHECK_EQUAL(artifact_check(fd, LOADED, &refusal, &over), 0);
    CHECK_EQUAL(artifact_check(fd, LOADED - 1, &refusal, &over), 1);
    CHECK(over);
    CHECK_EQUAL(ftruncate(fd, 1 << 20), 0); // more than is read of it
    CHECK_EQUAL(artifact_check(fd, LOADED, &refusal, &over), 0);
    CHECK_EQUAL(artifact_check(-1, LOADED, &refusal, &over), -EBADF);
    if (pipe(pipes) < 0) abort();
    CHECK_EQUAL(artifact_check(pipes[0], LOADED, &refusal, &over), -ESPIPE);
    (void)close(pipes[0]);
    (void)close(pipes[1]);
}

int main(void) {
    static const struct test tests[] = {
        {"what would hurt or confuse is refused with a reason, and nothing else is", refusals},
        {"the largest numbers do not overflow", most_of_everything},
        {"headers are read up to 8 KiB and not beyond", headers_at_the_end},
        {"a file cut short at any byte is refused", cut_short},
        {"any byte may be any other", any_byte},
        {"files are read by their descriptor", from_descriptors},
    };
    return checks_run("artifact", tests, sizeof tests / sizeof *tests);
}
