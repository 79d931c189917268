// Types that double until no machine could hold them.
// expect: {"compileContains":"exceeds maximum object size"}
struct s0 { char bytes[1 << 20]; };
#define DOUBLE(n, m) struct s##n { struct s##m a[1 << 10], b[1 << 10]; };
DOUBLE(1, 0)
DOUBLE(2, 1)
DOUBLE(3, 2)
DOUBLE(4, 3)
DOUBLE(5, 4)

static struct s5 universe;

int main(void) { return (int)sizeof universe; }
