// Reads numbers until the end of stdin: mean, deviation, median, histogram.
// stdin: "3.5 -1 4 1.25 5 9\n2 6 5 3.5 5\n\n8 9 7 9\n"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void) {
    size_t count = 0, room = 4;
    double *numbers = malloc(room * sizeof *numbers), number, mean = 0, squares = 0;
    while (scanf("%lf", &number) == 1) {
        if (count == room) {
            double *more = realloc(numbers, (room *= 2) * sizeof *numbers);
            if (!more) return 1;
            numbers = more;
        }
        numbers[count++] = number;
        double step = number - mean;
        mean += step / (double)count;
        squares += step * (number - mean);
    }
    qsort(numbers, count, sizeof *numbers, ascending);
    double median = count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
    printf("n %zu, mean %.4f, deviation %.4f, median %.2f\n", count, mean, sqrt(squares / (double)(count - 1)), median);
    for (int low = -2; low < 10; low += 3) {
        printf("%3d..%-2d ", low, low + 3);
        for (size_t i = 0; i < count; i++)
            if (numbers[i] >= low && numbers[i] < low + 3) putchar('*');
        putchar('\n');
    }
    free(numbers);
    return 0;
}
