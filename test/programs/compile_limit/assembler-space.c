// A gap of four gigabytes in initialised data.
// expect: {"compileLimit":["size","memory","cpu","wall"]}
__asm__(".data\nbefore: .byte 1\n.space 0x100000000\nafter: .byte 1\n.text");

int main(void) { return 0; }
