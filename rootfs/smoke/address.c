/* Reads what it has freed. */
#include <stdlib.h>

int main(void) {
  int *volatile numbers = malloc(4 * sizeof *numbers);
  numbers[0] = 1;
  free(numbers);
  return numbers[0];
}
