// The 32-bit door: int 0x80 numbers its calls differently, and each is named in its own ABI.
// expect: {"syscall":"getpid","abi":"i386"}
#include <stdio.h>
#include <unistd.h>

int main(void) {
    long result;
    printf("by the front door: %d\n", getpid() > 0);
    fflush(stdout);
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
    printf("by the back door: %ld\n", result);
    return 0;
}
