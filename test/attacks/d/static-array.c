// A gigabyte of zeros in the program itself, touched.
// case: D06
// verdict: memory_limit
// option: {"limits":{"memoryBytes":67108864}}
static char all[1 << 30];

int main(void) {
    for (int i = 0; i < 1 << 30; i += 4096) all[i] = 1;
    return all[12345];
}
