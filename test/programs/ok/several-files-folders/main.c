// Sources in folders: headers found relative to the file that includes them, and a table included as data.
#include <stdio.h>
#include "geometry/point.h"
#include "geometry/shapes/polygon.h"

static const point square[] = {
#include "data/square.inc"
};

int main(void) {
    printf("area %.1f\n", polygon_area(square, sizeof square / sizeof *square));
    printf("perimeter %.1f\n", polygon_perimeter(square, sizeof square / sizeof *square));
    printf("%s\n", polygon_file);
    return 0;
}
