// libc notices a block freed twice and aborts with a message.
// option: {"compiler":{"warnings":[],"optimize":"0"}}
// expect: {"signal":"SIGABRT","stderrContains":"double free"}
#include <stdio.h>
#include <stdlib.h>

struct person {
    char *name;
};

static void destroy(struct person *p) { free(p->name); }

int main(void) {
    struct person ada = {malloc(32)}, copy = ada;
    snprintf(ada.name, 32, "Ada");
    printf("%s\n", copy.name);
    fflush(stdout);
    destroy(&ada);
    destroy(&copy);
    return 0;
}
