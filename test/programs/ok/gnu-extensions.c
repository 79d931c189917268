// GNU C: statement expressions, nested functions, ranges, typeof, labels as values, cleanup, elvis.
#include <stdio.h>
#include <stdlib.h>

static int cleaned;

static void count_cleanup(int *value) { cleaned += *value; }

static int interpret(const unsigned char *code) {
    static const void *const jumps[] = {&&halt, &&load, &&add, &&multiply, &&loop};
    int a = 0, counter = 3;
    goto *jumps[*code];
load:
    a = code[1];
    code += 2;
    goto *jumps[*code];
add:
    a += code[1];
    code += 2;
    goto *jumps[*code];
multiply:
    a *= code[1];
    code += 2;
    goto *jumps[*code];
loop:
    code = --counter > 0 ? code - code[1] : code + 2;
    goto *jumps[*code];
halt:
    return a;
}

static int outer(int n) {
    int calls = 0;
    int fibonacci(int k) {
        calls++;
        return k < 2 ? k : fibonacci(k - 1) + fibonacci(k - 2);
    }
    int result = fibonacci(n);
    return result * 1000 + calls;
}

static const char *age_group(int age) {
    switch (age) {
        case 0 ... 12: return "child";
        case 13 ... 19: return "teenager";
        default: return "adult";
    }
}

int main(void) {
    printf("%d\n", interpret((const unsigned char[]){1, 2, 2, 3, 3, 2, 4, 4, 0}));
    printf("%d\n", outer(10));
    printf("%s %s %s\n", age_group(12), age_group(13), age_group(99));
    int square = ({
        typeof(3) x = 12;
        x * x;
    });
    printf("%d %d\n", square, 0 ?: 7);
    for (int i = 1; i <= 3; i++) {
        __attribute__((cleanup(count_cleanup))) int scoped = i;
        if (i == 2) continue;
        scoped *= 10;
    }
    printf("cleaned %d\n", cleaned);
    struct {
    } nothing;
    int zero[0];
    printf("%zu %zu %d\n", sizeof nothing, sizeof zero, __builtin_constant_p(2 + 2));
    return 0;
}
