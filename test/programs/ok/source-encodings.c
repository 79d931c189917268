// Bytes that are not UTF-8 in a string and a comment (éÿ) pass through unchanged.
#include <stdio.h>
#include <string.h>

// Latin-1: café, Windows: “quoted”
static const char latin[] = "café © ÿþ";
static const char utf8[] = "cafÃ© â‚¬";

int main(void) {
    for (const char *c = latin; *c; c++) printf("%02x ", (unsigned char)*c);
    printf("\n%zu %zu\n", strlen(latin), strlen(utf8));
    puts(utf8);
    puts(latin);
    return 0;
}
