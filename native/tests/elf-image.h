// ELF programs made by hand, for tests of the gate and as seeds for the fuzzer.
#pragma once

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

enum { IMAGE_SEGMENTS = 72, IMAGE_INTERPRETER = 28 };

// As in a file: header, program headers, the interpreter's name.
struct elf_image {
    Elf64_Ehdr header;
    Elf64_Phdr segment[IMAGE_SEGMENTS];
    char gap[4]; // so that the name ends where the file ends
    char interpreter[IMAGE_INTERPRETER];
};

// A program as gcc links it: four segments to load, an interpreter, a stack, and one that means nothing.
enum { SEGMENT_TEXT, SEGMENT_DATA, SEGMENT_RODATA, SEGMENT_EMPTY, SEGMENT_INTERPRETER, SEGMENT_STACK, SEGMENT_NOTE };
struct elf_image elf_image_usual(void);
