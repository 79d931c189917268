// printf's flags, widths, precisions, lengths and conversions, and what snprintf returns.
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>

int main(void) {
    printf("|%5d|%-5d|%05d|%+d|% d|%x|%#X|%#o|%'d|\n", 42, 42, 42, 42, 42, 255u, 255u, 8u, 1234567);
    printf("|%.3d|%8.3d|%-8.3d|%.0d|\n", 7, 7, 7, 0);
    printf("|%f|%.2f|%10.3e|%G|%g|%g|%a|\n", 3.14159, 2.675, 12345.678, 1e-10, 1e5, 1e6, 1.0);
    printf("|%f|%F|%5.1f|%-10g|\n", INFINITY, -INFINITY, -0.04, 0.1);
    printf("|%s|%10s|%-10s|%.3s|%*.*s|%c|%%|\n", "text", "right", "left", "truncate", 8, 2, "star", 'c');
    printf("|%hhd|%hd|%ld|%lld|%zu|%td|%jd|\n", (signed char)300, (short)70000, LONG_MIN, LLONG_MAX, sizeof(long), (ptrdiff_t)-3,
           (intmax_t)9);
    printf("|%" PRIu8 "|%" PRIx64 "|%" PRIdMAX "|%08" PRIX32 "|\n", UINT8_MAX, UINT64_MAX, INTMAX_MIN, UINT32_C(0xBEEF));
    printf("|%Lf|%.20Lg|\n", 1.5L, 0.1L);
    printf("|%p|%d|\n", NULL, printf("|%2$s %1$s|\n", "world", "hello"));
    char buffer[8];
    int wanted = snprintf(buffer, sizeof buffer, "%s-%d", "overflow", 2024);
    printf("|%s|%d|\n", buffer, wanted);
    int so_far;
    printf("counted%n", &so_far);
    printf(" %d\n", so_far);
    return 0;
}
