// string.h end to end: tokens, spans, searches, copies, and memmove onto itself.
#include <stdio.h>
#include <string.h>

int main(void) {
    char line[] = "alpha,beta;;gamma delta";
    int n = 0;
    for (char *word = strtok(line, ",; "); word; word = strtok(NULL, ",; ")) printf("%d:%s ", ++n, word);
    putchar('\n');

    char nested[] = "a=1&b=2&c=3", *outer, *inner;
    for (char *pair = strtok_r(nested, "&", &outer); pair; pair = strtok_r(NULL, "&", &outer)) {
        char *key = strtok_r(pair, "=", &inner), *value = strtok_r(NULL, "=", &inner);
        printf("%s->%s ", key, value);
    }
    putchar('\n');

    const char *path = "/usr/share/doc/readme.txt";
    printf("%s %s %s\n", strrchr(path, '/') + 1, strstr(path, "doc"), strpbrk(path, "."));
    printf("%zu %zu %d %d\n", strspn("123abc", "0123456789"), strcspn("hello, world", ", "), strcmp("apple", "apricot") < 0,
           strncmp("interest", "internet", 5));

    char text[32] = "overlapping";
    memmove(text + 4, text, strlen(text) + 1);
    puts(text);
    memmove(text, text + 4, strlen(text + 4) + 1);
    puts(text);
    strncpy(text, "cut short", 3);
    printf("%s %zu\n", text, strnlen(text, sizeof text));
    strncat(text, "and more", 3);
    puts(text);

    unsigned char bytes[16];
    memset(bytes, 0xab, sizeof bytes);
    bytes[9] = 0;
    printf("%td %d\n", (unsigned char *)memchr(bytes, 0, sizeof bytes) - bytes, memcmp(bytes, bytes + 1, 8));
    char *copy = strdup("heap"), *part = strndup("substring", 3);
    printf("%s %s %s\n", copy, part, strerror(2));
    return 0;
}
