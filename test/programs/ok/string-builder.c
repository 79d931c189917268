// A growing string with printf formatting, built over realloc and vsnprintf.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    char *text;
    size_t length, room;
} builder;

__attribute__((format(printf, 2, 3))) static void append(builder *b, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int wanted = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (wanted < 0) abort();
    if (b->length + (size_t)wanted + 1 > b->room) {
        b->room = (b->length + (size_t)wanted + 1) * 2;
        b->text = realloc(b->text, b->room);
        if (!b->text) abort();
    }
    vsnprintf(b->text + b->length, b->room - b->length, format, again);
    va_end(again);
    b->length += (size_t)wanted;
}

int main(void) {
    builder json = {0};
    append(&json, "{\"squares\":[");
    for (int i = 1; i <= 200; i++) append(&json, "%s%d", i == 1 ? "" : ",", i * i);
    append(&json, "],\"name\":\"%-8s|%08.3f|%x\"}", "box", 3.14159, 48879u);
    printf("%zu characters: %.40s ... %s\n", json.length, json.text, json.text + json.length - 40);
    free(json.text);
    return 0;
}
