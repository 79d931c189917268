// One table by X macros: an enum, its names, a struct and a parser, and other feats of the preprocessor.
// option: {"compiler":{"defines":{"VERSION":"\"3.1\"","VERBOSE":"","LEVEL":"(2 + 3)","TWICE":"LEVEL * 2"}}}
#include <stdio.h>
#include <string.h>

#define COLOURS(X) X(RED, 0xff0000) X(GREEN, 0x00ff00) X(BLUE, 0x0000ff) X(WHITE, RED | GREEN | BLUE)

#define AS_ENUM(name, value) name = value,
enum colour { COLOURS(AS_ENUM) };
#define AS_ROW(name, value) {#name, name},
static const struct {
    const char *name;
    enum colour value;
} rows[] = {COLOURS(AS_ROW)};

#define STRING(x) #x
#define EXPANDED(x) STRING(x)
#define JOIN(a, b) a##b
#define COUNT(...) COUNT_(__VA_ARGS__, 5, 4, 3, 2, 1)
#define COUNT_(a, b, c, d, e, n, ...) n
#define LOG(format, ...) printf("[%s] " format "\n", __func__, ##__VA_ARGS__)
#define MAX(a, b) ({ typeof(a) a_ = (a); typeof(b) b_ = (b); a_ > b_ ? a_ : b_; })

static int JOIN(parse, _colour)(const char *name) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0) return (int)rows[i].value;
    return -1;
}

int main(void) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) printf("%-5s %06x\n", rows[i].name, rows[i].value);
    printf("%06x %d\n", (unsigned)parse_colour("BLUE"), parse_colour("PINK"));
    printf("%s %s %s\n", STRING(COUNT(a)), EXPANDED(COUNT(a, b, c)), STRING(a + "b\n"));
    printf("version %s, level %d, twice %d%s\n", VERSION, LEVEL, TWICE, EXPANDED(VERBOSE)[0] ? "" : ", verbose");
    LOG("no arguments");
    LOG("%d and %s", 1, "two");
    int calls = 0;
    printf("%d", MAX(++calls, 0));
    printf(" %d\n", calls);
#line 1000 "renamed.c"
    printf("%s %d %d\n", __FILE__, __LINE__, __COUNTER__ + __COUNTER__);
    return 0;
}
