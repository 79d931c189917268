// perror and EXIT_FAILURE for a file that isn't there.
// expect: {"exitCode":1,"stderrContains":"settings.ini: No such file or directory"}
#include <stdio.h>
#include <stdlib.h>

struct settings {
    int width, height;
};

static int load(const char *path, struct settings *settings) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return -1;
    }
    int fields = fscanf(file, "%d x %d", &settings->width, &settings->height);
    fclose(file);
    return fields == 2 ? 0 : -1;
}

int main(void) {
    struct settings settings = {80, 25};
    int result = load("settings.ini", &settings);
    printf("%d x %d by default\n", settings.width, settings.height);
    return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
