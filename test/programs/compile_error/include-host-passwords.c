// The host's files are not there to be included, however the directive is written.
// expect: {"diagnostic":{"severity":"fatal","message":"/etc/passwd: No such file or directory"},"nowhere":"root:x:0"}
#define EVIL </etc/passwd>
#if __has_include("/etc/hostname") || __has_include("/bin/sh") || __has_include("/proc/version")
#error found a file of the host
#endif
%:include EVIL
#include "/etc/shadow"

int main(void) { return 0; }
