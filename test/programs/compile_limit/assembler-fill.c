// Two gigabytes by one directive of the assembler.
// expect: {"compileLimit":["size","memory","cpu","wall"]}
__asm__(".data\nfilled: .fill 0x7fffffff, 1, 1\n.text");

int main(void) { return 0; }
