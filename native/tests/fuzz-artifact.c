// Fuzzes the gate between compile and run. The input: the memory limit (8 bytes), how much longer the file is than
// what is at hand (2 bytes), and the bytes at hand.
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "artifact.h"
#include "fd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) abort();
}

// What is let through is what was promised, read once more in the plainest way.
static void check_accepted(const uint8_t *bytes, uint64_t len, uint64_t size, uint64_t memory_bytes) {
    Elf64_Ehdr header;
    uint64_t memory = 0;
    must(len >= sizeof header);
    memcpy(&header, bytes, sizeof header);
    must(header.e_phnum > 0 && header.e_phnum <= 64);
    for (unsigned i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr segment;
        uint64_t at = header.e_phoff + i * sizeof segment;
        must(at >= header.e_phoff && at + sizeof segment <= len);
        memcpy(&segment, bytes + at, sizeof segment);
        if (segment.p_type == PT_GNU_STACK) must(!(segment.p_flags & PF_X));
        if (segment.p_type == PT_INTERP) must(memcmp(bytes + segment.p_offset, "/lib64/ld-linux-x86-64.so.2", 28) == 0);
        if (segment.p_type != PT_LOAD) continue;
        must((segment.p_flags & (PF_W | PF_X)) != (PF_W | PF_X));
        must(segment.p_offset <= size && segment.p_filesz <= size && segment.p_offset + segment.p_filesz <= size);
        must(segment.p_filesz <= segment.p_memsz && segment.p_vaddr + segment.p_memsz <= 1ull << 47);
        memory += segment.p_memsz;
    }
    must(memory <= memory_bytes);
}

// A mended program is let through where the other one was, and mended no further.
static void check_mended(const uint8_t *bytes, uint64_t len, uint64_t memory_bytes) {
    const char *refusal;
    bool over;
    uint8_t *copy = malloc(len + 1);
    cleanup_fd int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(copy && write(fd, bytes, len) == (ssize_t)len);
    bool before = artifact_check(fd, memory_bytes, &refusal, &over) == 0;
    must(artifact_mend(fd) == 0);
    must(!before || artifact_check(fd, memory_bytes, &refusal, &over) == 0);
    must(pread(fd, copy, len, 0) == (ssize_t)len);
    must(artifact_mend(fd) == 0);
    for (uint64_t at = 0; at < len; at += 4096) {
        uint8_t again[4096];
        ssize_t got = pread(fd, again, sizeof again, (off_t)at);
        must(got > 0 && memcmp(again, copy + at, (size_t)got) == 0);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint64_t memory_bytes;
    uint16_t more;
    if (size < sizeof memory_bytes + sizeof more) return -1;
    memcpy(&memory_bytes, data, sizeof memory_bytes);
    memcpy(&more, data + sizeof memory_bytes, sizeof more);
    data += sizeof memory_bytes + sizeof more;
    size -= sizeof memory_bytes + sizeof more;
    const char *refusal = NULL;
    bool over = false;
    int r = artifact_check_bytes(data, size, size + more, memory_bytes, &refusal, &over);
    must(r == (refusal != NULL) && (!over || r == 1));
    if (r == 0) check_accepted(data, size, size + more, memory_bytes);
    check_mended(data, size, memory_bytes);
    return 0;
}
