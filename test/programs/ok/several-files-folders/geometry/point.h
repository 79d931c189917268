#ifndef GEOMETRY_POINT_H
#define GEOMETRY_POINT_H

typedef struct {
    double x, y;
} point;

double point_distance(point a, point b);

#endif
