// Arithmetic on vectors of 64 MiB, which the compiler takes apart element by element.
// expect: {"compileLimit":["memory","cpu","wall"]}
typedef int huge __attribute__((vector_size(1 << 26)));

huge a, b, c;

int main(void) {
    c = a * b + a / b;
    return c[0];
}
