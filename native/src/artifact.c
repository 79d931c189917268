// A reader of ELF headers that believes nothing. The kernel and ld.so will read the same bytes again, so what is
// refused here is what would hurt or confuse: odd interpreters, writable code, executable stacks, segments that
// cannot fit.
#include "artifact.h"

#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { HEADER_BYTES = 8192, SEGMENTS_MAX = 64 };

static const char interpreter[] = "/lib64/ld-linux-x86-64.so.2";
static const uint64_t ADDRESS_MAX = 1ull << 47;
static const uint64_t ALIGN_MAX = 1ull << 30;

struct view {
    const uint8_t *bytes;
    uint64_t len, size;
};

static bool copy(const struct view *view, uint64_t offset, void *to, uint64_t count) {
    if (offset > view->len || count > view->len - offset) return false;
    memcpy(to, view->bytes + offset, count);
    return true;
}

static const char *header_refusal(const Elf64_Ehdr *header) {
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return "it is not an ELF program";
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != EM_X86_64) {
        return "it is not a program for x86-64";
    }
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN) return "it is not an executable";
    if (header->e_phentsize != sizeof(Elf64_Phdr) || header->e_phnum == 0 || header->e_phoff < sizeof *header) {
        return "its program headers are malformed";
    }
    if (header->e_phnum > SEGMENTS_MAX) return "it has too many segments";
    return NULL;
}

static const char *interpreter_refusal(const struct view *view, const Elf64_Phdr *segment) {
    char name[sizeof interpreter];
    if (segment->p_filesz != sizeof interpreter || !copy(view, segment->p_offset, name, sizeof name) ||
        memcmp(name, interpreter, sizeof interpreter) != 0) {
        return "it wants an interpreter other than /lib64/ld-linux-x86-64.so.2";
    }
    return NULL;
}

static const char *load_refusal(const struct view *view, const Elf64_Phdr *segment) {
    if ((segment->p_flags & (PF_W | PF_X)) == (PF_W | PF_X)) return "a segment of it is both writable and executable";
    if (segment->p_filesz > segment->p_memsz || segment->p_offset > view->size ||
        segment->p_filesz > view->size - segment->p_offset || segment->p_vaddr > ADDRESS_MAX ||
        segment->p_memsz > ADDRESS_MAX - segment->p_vaddr) {
        return "a segment of it is malformed";
    }
    if (segment->p_align > ALIGN_MAX || (segment->p_align & (segment->p_align - 1)) != 0) {
        return "a segment of it has an impossible alignment";
    }
    return NULL;
}

static const char *segment_refusal(const struct view *view, const Elf64_Phdr *segment) {
    switch (segment->p_type) {
    case PT_LOAD:
        return load_refusal(view, segment);
    case PT_INTERP:
        return interpreter_refusal(view, segment);
    case PT_GNU_STACK:
        return segment->p_flags & PF_X ? "it needs an executable stack" : NULL;
    default:
        return NULL;
    }
}

int artifact_check_bytes(const uint8_t *bytes, uint64_t len, uint64_t size, uint64_t memory_bytes,
                         const char **ret_refusal, bool *ret_over_memory) {
    struct view view = {bytes, len, size};
    Elf64_Ehdr header;
    *ret_over_memory = false;
    *ret_refusal = copy(&view, 0, &header, sizeof header) ? header_refusal(&header) : "it is not an ELF program";
    uint64_t memory = 0;
    bool loads = false;
    for (unsigned i = 0; !*ret_refusal && i < header.e_phnum; i++) {
        Elf64_Phdr segment;
        if (header.e_phoff > HEADER_BYTES ||
            !copy(&view, header.e_phoff + i * sizeof segment, &segment, sizeof segment)) {
            *ret_refusal = "its program headers are malformed";
            break;
        }
        *ret_refusal = segment_refusal(&view, &segment);
        if (segment.p_type != PT_LOAD || *ret_refusal) continue;
        loads = true;
        memory += segment.p_memsz; // each at most 2^47 and at most 64 of them: no overflow
    }
    if (!*ret_refusal && !loads) *ret_refusal = "it has nothing to load";
    if (!*ret_refusal && memory > memory_bytes) {
        *ret_refusal = "its data alone is larger than the memory limit";
        *ret_over_memory = true;
    }
    return *ret_refusal ? 1 : 0;
}

int artifact_check(int fd, uint64_t memory_bytes, const char **ret_refusal, bool *ret_over_memory) {
    uint8_t bytes[HEADER_BYTES];
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < 0) return -errno;
    ssize_t len = pread(fd, bytes, sizeof bytes, 0);
    if (len < 0) return -errno;
    return artifact_check_bytes(bytes, (uint64_t)len, (uint64_t)size, memory_bytes, ret_refusal, ret_over_memory);
}

int artifact_mend(int fd) {
    Elf64_Ehdr header;
    if (pread(fd, &header, sizeof header, 0) != sizeof header || header_refusal(&header)) return 0;
    if (header.e_type != ET_EXEC) return 0;
    Elf64_Phdr segment;
    off_t spare = 0;
    for (unsigned i = 0; i < header.e_phnum; i++) {
        if (header.e_phoff > HEADER_BYTES) return 0;
        off_t at = (off_t)(header.e_phoff + i * sizeof segment);
        if (pread(fd, &segment, sizeof segment, at) != sizeof segment || segment.p_type == PT_GNU_STACK) return 0;
        if (segment.p_type == PT_PHDR) spare = at;
    }
    if (spare == 0) return 0;
    segment = (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W, .p_align = 16};
    return pwrite(fd, &segment, sizeof segment, spare) == sizeof segment ? 0 : -EIO;
}
