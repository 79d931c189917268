// Descriptors under other numbers, by each of the ways.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  const int copies[] = {dup(1), fcntl(1, F_DUPFD, 10),
                        fcntl(1, F_DUPFD_CLOEXEC, 20), dup2(1, 30),
                        dup3(1, 31, 0)};
  for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
    char line[64];
    int length = snprintf(line, sizeof line, "%zu: %s, closed by exec: %d\n", i,
                          copies[i] >= 0 ? "there" : "not there",
                          (fcntl(copies[i], F_GETFD) & FD_CLOEXEC) != 0);
    if (write(copies[i], line, (size_t)length) != length)
      return 1;
  }
  return copies[1] >= 10 && copies[2] >= 20 ? 0 : 2;
}
