// What a program finds of a file system: no host files, nothing writable but the scratch directory, no way up.
// differs: the host has all of this
// expect: {"stdout":"/etc/passwd: ENOENT\n/etc/shadow: ENOENT\n/proc/self/environ: ENOENT\n/proc/1/root: ENOENT\n/sys/kernel: ENOENT\n/root: ENOENT\n../../etc/hostname: ENOENT\n/tmp/../../../etc/passwd: ENOENT\nnew file in /: refused\nnew file in /usr: refused\nnew file in /dev: refused\nhome is /tmp\nempty at the start: 1\n"}
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void probe(const char *path) {
    int fd = open(path, O_RDONLY);
    printf("%s: %s\n", path, fd >= 0 ? "OPENED" : errno == ENOENT ? "ENOENT" : strerror(errno));
}

static void create_in(const char *folder) {
    char path[64];
    snprintf(path, sizeof path, "%s/planted", folder);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    printf("new file in %s: %s\n", folder[0] ? folder : "/", fd >= 0 ? "MADE" : "refused");
}

int main(void) {
    const char *paths[] = {"/etc/passwd", "/etc/shadow", "/proc/self/environ", "/proc/1/root", "/sys/kernel",
                           "/root",       "../../etc/hostname", "/tmp/../../../etc/passwd"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) probe(paths[i]);
    create_in("");
    create_in("/usr");
    create_in("/dev");
    char here[64];
    printf("home is %s\n", getcwd(here, sizeof here) ? here : "nowhere");
    int entries = 0;
    DIR *directory = opendir(".");
    for (struct dirent *entry; directory && (entry = readdir(directory));) entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    printf("empty at the start: %d\n", directory != NULL && entries == 0);
    return 0;
}
