#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "host.h"

static const char usage[] =
    "Usage: cellblock-warden --rootfs DIR [options]\n"
    "       cellblock-warden --probe\n"
    "\n"
    "Owns the cells of a Cellblock worker, which starts it and speaks to it over a socket.\n"
    "\n"
    "  --rootfs DIR        directory with compile/ and run/\n"
    "  --zygotes DIR       with cc1-zygote.so and tool-zygote.so, seen as /zygotes by compilers\n"
    "  --huge PATH         program of the compile tree to be put on huge pages\n"
    "  --cells N           cells at once, 1 to 256 (default 32)\n"
    "  --warm-compile N    compile cells kept ready (default 4)\n"
    "  --warm-run N        run cells kept ready (default 2)\n"
    "  --cgroup MODE       auto (default) or none\n"
    "  --control FD        descriptor of the socket (default 3)\n"
    "  --probe             print what this host offers, as lines name TAB yes|no|partial TAB detail\n"
    "  --help              print this\n";

static int probe(void) {
    struct host_fact facts[HOST_FACTS_MAX];
    size_t count = host_probe(facts);
    for (size_t i = 0; i < count; i++) (void)printf("%s\t%s\t%s\n", facts[i].name, facts[i].state, facts[i].detail);
    return 0;
}

static unsigned number(const char *text, unsigned most) {
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == 0 || *end != 0 || value > most) {
        (void)fprintf(stderr, "cellblock-warden: '%s' is not a number from 0 to %u\n", text, most);
        exit(2);
    }
    return (unsigned)value;
}

struct options options_parse(int argc, char **argv) {
    struct options options = {.cells = 32,
                              .warm = {[TREE_RUN] = 2, [TREE_COMPILE] = 4},
                              .grouped = true,
                              .rootless = geteuid() != 0,
                              .control = 3};
    static const struct option table[] = {{"huge", required_argument, NULL, 'u'},
                                          {"rootfs", required_argument, NULL, 'r'},
                                          {"zygotes", required_argument, NULL, 'z'},
                                          {"cells", required_argument, NULL, 'n'},
                                          {"warm-compile", required_argument, NULL, 'c'},
                                          {"warm-run", required_argument, NULL, 'w'},
                                          {"cgroup", required_argument, NULL, 'g'},
                                          {"control", required_argument, NULL, 'f'},
                                          {"probe", no_argument, NULL, 'p'},
                                          {"help", no_argument, NULL, 'h'},
                                          {0}};
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) != -1;) {
        switch (option) {
        case 'r':
            options.rootfs = optarg;
            break;
        case 'z':
            options.zygotes = optarg;
            break;
        case 'u':
            options.huge = optarg;
            break;
        case 'n':
            options.cells = number(optarg, CELLS_MAX);
            break;
        case 'c':
            options.warm[TREE_COMPILE] = number(optarg, CELLS_MAX);
            break;
        case 'w':
            options.warm[TREE_RUN] = number(optarg, CELLS_MAX);
            break;
        case 'g':
            options.grouped = strcmp(optarg, "none") != 0;
            break;
        case 'f':
            options.control = (int)number(optarg, 1 << 16);
            break;
        case 'p':
            exit(probe());
        case 'h':
            (void)fputs(usage, stdout);
            exit(0);
        default:
            (void)fputs(usage, stderr);
            exit(2);
        }
    }
    if (!options.rootfs || options.cells == 0 || optind < argc) {
        (void)fputs(usage, stderr);
        exit(2);
    }
    return options;
}
