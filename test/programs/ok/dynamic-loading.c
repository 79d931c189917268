// dlopen of libm, dlsym, dladdr, and dlerror where there is nothing.
// option: {"compiler":{"libraries":["dl"]}}
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int exported = 5;

int main(void) {
    void *math = dlopen("libm.so.6", RTLD_NOW);
    if (!math) return printf("%s\n", dlerror()), 1;
    double (*cosine)(double) = (double (*)(double))dlsym(math, "cos");
    printf("cos(0) = %.1f\n", cosine ? cosine(0) : -1);
    printf("unknown symbol: %s\n", dlsym(math, "no_such_symbol") ? "found" : "not found");
    printf("dlerror speaks: %d\n", strstr(dlerror(), "no_such_symbol") != NULL);
    printf("closed %d\n", dlclose(math));
    size_t (*length)(const char *) = (size_t (*)(const char *))dlsym(RTLD_DEFAULT, "strlen");
    printf("strlen by name: %zu\n", length("seven.."));
    Dl_info info;
    printf("printf lives in libc: %d\n", dladdr(dlsym(RTLD_NEXT, "printf"), &info) && strstr(info.dli_fname, "libc.so") != NULL);
    printf("missing library: %s\n", dlopen("libmissing.so", RTLD_LAZY) ? "opened" : "refused");
    return 0;
}
