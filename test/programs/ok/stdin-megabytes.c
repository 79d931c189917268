// Eight million bytes of stdin, counted and hashed by fread.
// stdin: "The rain in Spain stays mainly in the plain; 0123456789 ABCDEFG\n"
// stdin-times: 125000
#include <stdint.h>
#include <stdio.h>

int main(void) {
    static unsigned char buffer[65536];
    uint64_t hash = 14695981039346656037u;
    size_t total = 0, lines = 0;
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, stdin)) > 0; total += got)
        for (size_t i = 0; i < got; i++) {
            hash = (hash ^ buffer[i]) * 1099511628211u;
            lines += buffer[i] == '\n';
        }
    printf("%zu bytes, %zu lines, hash %016llx\n", total, lines, (unsigned long long)hash);
    return ferror(stdin) != 0;
}
