/* Overflows a signed integer. */
#include <limits.h>
#include <stdio.h>

int main(void) {
  volatile int largest = INT_MAX;
  largest = largest + 1;
  puts("ok");
  return 0;
}
