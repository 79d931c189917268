// Recursion without end, on the stack that programs have by default.
// case: D04
// verdict: signal
// option: {"compiler":{"optimize":"0"}}
// expect: {"signal":"SIGSEGV"}
static int deeper(int depth) {
    volatile char frame[4096];
    frame[depth % 4096] = 1;
    return deeper(depth + 1) + frame[0];
}

int main(void) { return deeper(0); }
