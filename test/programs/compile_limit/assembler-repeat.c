// A hundred million instructions, repeated by the assembler.
// expect: {"compileLimit":["size","memory","cpu","wall"]}
int main(void) {
    __asm__(".rept 100000000\nnop\n.endr");
    return 0;
}
