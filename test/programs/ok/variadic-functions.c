// Variadic functions: sums, a small printf, va_copy, arguments of mixed kinds and default promotions.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct range {
    int from, to;
};

static double average(int count, ...) {
    va_list arguments;
    double sum = 0;
    va_start(arguments, count);
    for (int i = 0; i < count; i++) sum += va_arg(arguments, double);
    va_end(arguments);
    return sum / count;
}

static size_t total_length(const char *first, ...) {
    va_list arguments, again;
    va_start(arguments, first);
    va_copy(again, arguments);
    size_t total = 0, words = 0;
    for (const char *s = first; s; s = va_arg(arguments, const char *)) total += strlen(s);
    for (const char *s = first; s; s = va_arg(again, const char *)) words++;
    va_end(again);
    va_end(arguments);
    return total * 100 + words;
}

static void tiny_printf(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    for (; *format; format++) {
        if (*format != '%') {
            putchar(*format);
            continue;
        }
        switch (*++format) {
            case 'c': putchar(va_arg(arguments, int)); break;
            case 's': fputs(va_arg(arguments, const char *), stdout); break;
            case 'b':
                for (unsigned bit = 1u << 7, n = va_arg(arguments, unsigned); bit; bit >>= 1) putchar(n & bit ? '1' : '0');
                break;
            case 'r': {
                struct range r = va_arg(arguments, struct range);
                printf("[%d..%d]", r.from, r.to);
                break;
            }
            default: putchar('%');
        }
    }
    va_end(arguments);
}

int main(void) {
    float promoted = 2.5f;
    printf("%.3f\n", average(4, 1.0, 2.0, (double)promoted, 10.5));
    printf("%zu\n", total_length("three", "blind", "mice", (char *)NULL));
    struct range r = {-3, 12};
    tiny_printf("%s has %b bits, range %r, letter %c, 100%%\n", "tiny", 0xa5u, r, 'Z');
    return 0;
}
