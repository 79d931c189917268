// The compiler's own process is nothing to include.
// expect: {"diagnostic":{"severity":"fatal","message":"/proc/self/environ: No such file or directory"},"nowhere":"PATH="}
const char *stolen =
#inc\
lude "/proc/self/environ"
;

int main(void) { return stolen[0]; }
