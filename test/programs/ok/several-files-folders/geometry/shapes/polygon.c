#include "polygon.h"

const char polygon_file[] = __FILE__;

double polygon_area(const point *corners, size_t count) {
    double twice = 0;
    for (size_t i = 0; i < count; i++) {
        point a = corners[i], b = corners[(i + 1) % count];
        twice += a.x * b.y - a.y * b.x;
    }
    return twice / 2;
}

double polygon_perimeter(const point *corners, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += point_distance(corners[i], corners[(i + 1) % count]);
    return sum;
}
