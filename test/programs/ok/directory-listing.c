// mkdir, nested files, opendir, readdir sorted, rename, rmdir of what isn't empty.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *folder) {
    DIR *directory = opendir(folder);
    if (!directory) {
        printf("%s: %s\n", folder, strerror(errno));
        return;
    }
    char *names[32];
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.') names[count++] = strdup(entry->d_name);
    closedir(directory);
    qsort(names, count, sizeof *names, by_name);
    printf("%s:", folder);
    for (size_t i = 0; i < count; i++) {
        char path[300];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (stat(path, &status) != 0) return perror(path);
        if (S_ISDIR(status.st_mode))
            printf(" %s/", names[i]);
        else
            printf(" %s(%lld)", names[i], (long long)status.st_size);
        free(names[i]);
    }
    putchar('\n');
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    fputs(text, file);
    fclose(file);
}

int main(void) {
    if (mkdir("library", 0755) != 0 || mkdir("library/poems", 0755) != 0) return 1;
    write_file("library/index.txt", "poems\n");
    write_file("library/poems/haiku.txt", "an old silent pond\n");
    write_file("library/poems/draft.txt", "");
    list("library");
    list("library/poems");
    printf("rename %d\n", rename("library/poems/draft.txt", "library/ready.txt"));
    printf("rmdir: %s\n", rmdir("library/poems") == 0 ? "gone" : strerror(errno));
    printf("unlink %d", unlink("library/poems/haiku.txt"));
    printf(", rmdir %d\n", rmdir("library/poems"));
    list("library");
    list("library/poems");
    return 0;
}
