// system starts a process, shell or not.
// expect: {"syscall":["clone","clone3","vfork"]}
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    puts("listing");
    fflush(stdout);
    int status = system("cat /etc/shadow");
    printf("status %d\n", status);
    return 0;
}
