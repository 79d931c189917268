// Everything a program can list, from the root on: a few system directories, and nobody else's files.
// case: B02
// verdict: ok
// adapted: programs are linked dynamically by default, so the tree holds the libraries; and commands, which `processes` may run
// expect: {"stdout":"bin\ndev\nlib\nlib64\nproc\ntmp\nusr\n"}
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int no_dots(const struct dirent *entry) { return entry->d_name[0] != '.'; }

int main(void) {
    struct dirent **list;
    int count = scandir("/", &list, no_dots, alphasort);
    for (int i = 0; i < count; i++) puts(list[i]->d_name);
    const char *const empty[] = {"/proc", "/tmp"};
    for (int i = 0; i < 2; i++)
        if (scandir(empty[i], &list, no_dots, alphasort) != 0) return 1;
    return 0;
}
