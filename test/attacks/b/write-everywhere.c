// Every place where programs leave files, but for the scratch directory, refuses or isn't there.
// case: B04
// verdict: ok
// adapted: /tmp is the scratch directory; what is written there goes with the cell (see M01)
// expect: {"stdout":"/dev/shm/left: refused\n/var/tmp/left: refused\n/run/left: refused\n/usr/left: refused\n/dev/left: refused\n/proc/left: refused\n/left: refused\n/tmp/left: made\n"}
#include <fcntl.h>
#include <stdio.h>

int main(void) {
    const char *const places[] = {"/dev/shm/left", "/var/tmp/left", "/run/left", "/usr/left", "/dev/left", "/proc/left", "/left", "/tmp/left"};
    for (int i = 0; i < 8; i++) printf("%s: %s\n", places[i], creat(places[i], 0600) < 0 ? "refused" : "made");
    return 0;
}
