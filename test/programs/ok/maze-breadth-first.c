// Breadth-first search through a maze drawn on stdin, and the way marked in it.
// stdin: "############\n#S  #      #\n### # #### #\n#   # #  # #\n# ### ## # #\n"
// stdin: "#     #  # #\n##### # ## #\n#       #  #\n# ####### ##\n#        E #\n############\n"
#include <stdio.h>
#include <string.h>

enum { MOST = 40 };
static char maze[MOST][MOST];
static int came_from[MOST * MOST], queue[MOST * MOST];

static int locate(int rows, char mark) {
    for (int r = 0; r < rows; r++) {
        const char *at = strchr(maze[r], mark);
        if (at) return r * MOST + (int)(at - maze[r]);
    }
    return -1;
}

int main(void) {
    int rows = 0;
    for (; rows < MOST && fgets(maze[rows], MOST, stdin); rows++) maze[rows][strcspn(maze[rows], "\n")] = '\0';
    int start = locate(rows, 'S'), end = locate(rows, 'E');
    if (start < 0 || end < 0) return 1;
    memset(came_from, -1, sizeof came_from);
    int head = 0, tail = 0;
    queue[tail++] = came_from[start] = start;
    while (head < tail && came_from[end] < 0) {
        const int here = queue[head++], steps[] = {1, -1, MOST, -MOST};
        for (int i = 0; i < 4; i++) {
            int next = here + steps[i];
            if (maze[next / MOST][next % MOST] == '#' || came_from[next] >= 0) continue;
            came_from[next] = here;
            queue[tail++] = next;
        }
    }
    int length = 0;
    for (int at = came_from[end]; at >= 0 && at != start; at = came_from[at], length++)
        maze[at / MOST][at % MOST] = '.';
    for (int r = 0; r < rows; r++) puts(maze[r]);
    printf("%d steps\n", length + 1);
    return 0;
}
