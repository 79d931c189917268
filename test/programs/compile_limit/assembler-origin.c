// Code that begins a gigabyte into its section.
// expect: {"compileLimit":["size","memory","cpu","wall"]}
__asm__(".text\n.org 0x40000000\nfar_away: ret\n");

extern void far_away(void);

int main(void) {
    far_away();
    return 0;
}
