// _Alignas, _Alignof, _Static_assert, offsetof, packed structures and aligned_alloc.
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct loose {
    char c;
    double d;
    short s;
    int i;
};
struct __attribute__((packed)) tight {
    char c;
    double d;
    short s;
    int i;
};
struct vector {
    alignas(32) float lanes[8];
    char tag;
};
_Static_assert(sizeof(struct tight) == 15, "packed means packed");
_Static_assert(offsetof(struct vector, tag) == 32, "lanes come first");

int main(void) {
    printf("loose %zu: %zu %zu %zu\n", sizeof(struct loose), offsetof(struct loose, d), offsetof(struct loose, s), offsetof(struct loose, i));
    printf("tight %zu: %zu %zu %zu\n", sizeof(struct tight), offsetof(struct tight, d), offsetof(struct tight, s), offsetof(struct tight, i));
    printf("vector %zu, alignment %zu\n", sizeof(struct vector), alignof(struct vector));
    printf("%zu %zu %zu %zu\n", alignof(char), alignof(double), alignof(long double), alignof(max_align_t));
    struct vector automatic[2];
    static alignas(4096) char page[16];
    printf("%d %d\n", (int)((uintptr_t)automatic % 32), (int)((uintptr_t)page % 4096));
    for (size_t alignment = 16; alignment <= 65536; alignment *= 16) {
        void *block = aligned_alloc(alignment, alignment);
        printf("%zu: %s\n", alignment, block && (uintptr_t)block % alignment == 0 ? "aligned" : "not aligned");
        free(block);
    }
    void *p = NULL;
    printf("%d %d\n", posix_memalign(&p, 3, 64) != 0, posix_memalign(&p, 64, 100) == 0);
    free(p);
    return 0;
}
