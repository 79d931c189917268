// Ten thousand million empty repetitions cost the assembler nothing but time.
// expect: {"compileLimit":["cpu","memory","wall"]}
__asm__(".rept 100000\n.rept 100000\n.endr\n.endr");

int main(void) { return 0; }
