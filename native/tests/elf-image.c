#include "elf-image.h"

#include <string.h>

struct elf_image elf_image_usual(void) {
    struct elf_image image = {
        .header =
            {
                .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                .e_type = ET_DYN,
                .e_machine = EM_X86_64,
                .e_version = EV_CURRENT,
                .e_entry = 0x1000,
                .e_phoff = sizeof(Elf64_Ehdr),
                .e_ehsize = sizeof(Elf64_Ehdr),
                .e_phentsize = sizeof(Elf64_Phdr),
                .e_phnum = 7,
            },
        .segment =
            {
                {PT_LOAD, PF_R | PF_X, 0, 0x0000, 0, 0x800, 0x800, 0x1000},
                {PT_LOAD, PF_R | PF_W, 0x800, 0x2800, 0, 0x200, 0x1000, 0x1000},
                {PT_LOAD, PF_R, 0xa00, 0x4a00, 0, 0x100, 0x100, 0x1000},
                {PT_LOAD, PF_R | PF_W, 0, 0x6000, 0, 0, 0x700, 0x1000},
                {PT_INTERP, PF_R, offsetof(struct elf_image, interpreter), 0, 0, IMAGE_INTERPRETER, IMAGE_INTERPRETER,
                 1},
                {PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 0, 16},
                {PT_NOTE, ~0u, ~0ull, ~0ull, 0, ~0ull, ~0ull, 3},
            },
    };
    memcpy(image.interpreter, "/lib64/ld-linux-x86-64.so.2", IMAGE_INTERPRETER);
    return image;
}
