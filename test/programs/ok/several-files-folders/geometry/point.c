#include "point.h"

#include <math.h>

double point_distance(point a, point b) { return hypot(a.x - b.x, a.y - b.y); }
