// _Generic picks by type: names of types, printing of anything, a generic absolute value.
// option: {"compiler":{"standard":"c11","warnings":["all","extra","pedantic","error"]}}
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define type_name(x)                                                                                             \
    _Generic((x), char: "char", signed char: "signed char", int: "int", unsigned: "unsigned", long: "long",      \
             unsigned long: "unsigned long", float: "float", double: "double", long double: "long double",       \
             char *: "char *", const char *: "const char *", int *: "int *", void *: "void *", default: "other")

#define absolute(x) _Generic((x), int: abs, long: labs, float: fabsf, double: fabs, long double: fabsl)(x)

static void print_int(int x) { printf("%d\n", x); }
static void print_double(double x) { printf("%.2f\n", x); }
static void print_text(const char *x) { printf("\"%s\"\n", x); }
#define print(x) _Generic((x), int: print_int, float: print_double, double: print_double, char *: print_text, const char *: print_text)(x)

int main(void) {
    char c = 'c';
    short s = 1;
    int array[3] = {0};
    const char *text = "text";
    printf("%s, %s, %s, %s\n", type_name(c), type_name(s), type_name(s + s), type_name('c'));
    printf("%s, %s, %s, %s\n", type_name(1L + 1u), type_name(1.0f * 2), type_name(sizeof 1), type_name(&array[1]));
    printf("%s, %s, %s\n", type_name("literal"), type_name(text), type_name(&main));
    printf("%d %ld %.1f %.1f\n", absolute(-3), absolute(-4000000000L), (double)absolute(-1.5f), absolute(-2.5));
    print(7);
    print(3.14159);
    print("generic");
    print(array[0] ? 1.0f : 2.0f);
    return 0;
}
