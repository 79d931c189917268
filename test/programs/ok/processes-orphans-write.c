// A program that ends before its children: what they write then is output too, as in a pipe.
// option: {"profile":"processes"}
// expect: {"stdout":"parent\nchild\ngrandchild\n"}
#include <stdio.h>
#include <unistd.h>

static void say_later(const char *who, unsigned after_ms) {
    usleep(after_ms * 1000);
    puts(who);
}

int main(void) {
    if (fork() == 0) {
        if (fork() == 0) say_later("grandchild", 400);
        else say_later("child", 200);
        return 3;
    }
    puts("parent");
    return 0;
}
