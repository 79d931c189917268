// tmpfile, mkstemp and mkdtemp: private files that can be written, read and are gone afterwards.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
    FILE *anonymous = tmpfile();
    if (!anonymous) return perror("tmpfile"), 1;
    fprintf(anonymous, "%d %s\n", 7, "lines");
    rewind(anonymous);
    int number;
    char word[16];
    printf("tmpfile: %d", fscanf(anonymous, "%d %15s", &number, word));
    printf(" %d %s\n", number, word);
    fclose(anonymous);

    char name[] = "work-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0) return perror("mkstemp"), 1;
    struct stat status;
    if (write(fd, "0123456789", 10) != 10 || fstat(fd, &status) != 0) return 1;
    printf("mkstemp: %zu letters, %lld bytes, mode %o, changed %d\n", strlen(name), (long long)status.st_size,
           (unsigned)status.st_mode & 0777, strcmp(name, "work-XXXXXX") != 0);
    if (ftruncate(fd, 4) != 0 || lseek(fd, 0, SEEK_END) != 4) return 1;
    close(fd);
    printf("unlink: %d", unlink(name));
    printf(", access afterwards %d\n", access(name, F_OK));

    char folder[] = "dir-XXXXXX";
    printf("mkdtemp: %s", mkdtemp(folder) ? "made" : "refused");
    printf(", rmdir %d\n", rmdir(folder));
    return 0;
}
