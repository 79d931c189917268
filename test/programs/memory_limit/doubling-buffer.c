// A buffer that doubles by realloc, filled to its end.
// option: {"limits":{"memoryBytes":50331648}}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    size_t room = 4096, used = 0;
    char *text = malloc(room);
    for (unsigned line = 0;; line++) {
        char entry[64];
        int length = snprintf(entry, sizeof entry, "entry number %u of a log without an end\n", line);
        while (used + (size_t)length > room) {
            room *= 2;
            text = realloc(text, room);
        }
        memcpy(text + used, entry, (size_t)length);
        used += (size_t)length;
    }
}
