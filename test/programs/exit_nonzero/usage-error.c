// A command line tool that is called wrongly says so on stderr and exits with 2.
// option: {"args":["--frobnicate"]}
// expect: {"exitCode":2,"stderrContains":"usage: "}
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void usage(const char *problem) {
    fprintf(stderr, "%s\nusage: convert --from=C|F degrees\n", problem);
    exit(2);
}

int main(int argc, char **argv) {
    char from = 'C';
    double degrees = 0;
    int given = 0;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--from=", 7) == 0)
            from = argv[i][7];
        else if (argv[i][0] == '-')
            usage("unknown option");
        else
            degrees = atof(argv[i]), given = 1;
    }
    if (!given) usage("no degrees");
    printf("%.1f\n", from == 'C' ? degrees * 9 / 5 + 32 : (degrees - 32) * 5 / 9);
    return 0;
}
