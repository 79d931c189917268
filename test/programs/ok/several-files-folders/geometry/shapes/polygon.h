#ifndef POLYGON_H
#define POLYGON_H

#include <stddef.h>

#include "../point.h"

extern const char polygon_file[];

double polygon_area(const point *corners, size_t count);
double polygon_perimeter(const point *corners, size_t count);

#endif
