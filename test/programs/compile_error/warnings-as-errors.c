// A warning becomes an error when asked for, and is told apart by its option.
// option: {"compiler":{"warnings":["all","extra","error"]}}
// expect: {"diagnostic":{"severity":"error","line":12,"option":"-Werror=sign-compare"}}
#include <stdio.h>
#include <string.h>

int main(void) {
    const char *text = "seven letters";
    int spaces = 0;

    // strlen gives an unsigned number
    for (int i = 0; i < strlen(text); i++) spaces += text[i] == ' ';
    printf("%d\n", spaces);
    return 0;
}
