/* Calls into every library that may be asked for, with values that the compiler can't know. */
#include <crypt.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <math.h>
#include <mqueue.h>
#include <pthread.h>
#include <quadmath.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <utmp.h>

static volatile double four = 4.0;

struct wide {
  long long words[4];
};

static struct wide shared;

static void *double_it(void *value) {
  *(int *)value *= 2;
  return value;
}

int main(void) {
  if (sqrt(four) != 2.0 || fabs(sin(four) * sin(four) + cos(four) * cos(four) - 1.0) > 1e-12) return 1;

  pthread_t thread;
  int number = 21;
  if (pthread_create(&thread, NULL, double_it, &number) != 0) return 2;
  if (pthread_join(thread, NULL) != 0 || number != 42) return 2;

  struct timespec resolution;
  if (clock_getres(CLOCK_MONOTONIC, &resolution) != 0) return 3;
  if (shm_open("/none", O_RDONLY, 0) != -1) return 3;

  if (dlerror() != NULL) return 4;

  const char *hash = crypt("cell", "$6$block");
  if (hash == NULL || strncmp(hash, "$6$block$", 9) != 0) return 5;

  const unsigned char network[4] = {0x0a, 0x0b, 0x0c, 0x0d};
  if (ns_get32(network) != 0x0a0b0c0d) return 6;

  struct wide wanted = {{1, 2, 3, 4}}, seen;
  __atomic_store(&shared, &wanted, __ATOMIC_SEQ_CST);
  __atomic_load(&shared, &seen, __ATOMIC_SEQ_CST);
  if (memcmp(&wanted, &seen, sizeof seen) != 0) return 7;

  char text[64];
  quadmath_snprintf(text, sizeof text, "%.20Qf", sqrtq((__float128)four / 2));
  if (strcmp(text, "1.41421356237309504880") != 0) return 8;

  if (login_tty(-1) != -1) return 9;

  puts("ok");
  return 0;
}
