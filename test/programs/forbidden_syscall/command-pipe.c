// popen makes its pipe first.
// expect: {"syscall":["pipe2","pipe"]}
#include <stdio.h>

int main(void) {
    char line[80];
    FILE *output = popen("id", "r");
    if (!output) return perror("popen"), 1;
    while (fgets(line, sizeof line, output)) fputs(line, stdout);
    return pclose(output);
}
