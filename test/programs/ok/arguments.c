// Arguments arrive byte for byte: blanks, quotes, an empty one, UTF-8, options for getopt_long.
// option: {"args":["-v","--size=12","-o","out file","--","$HOME `ls` \"quoted\"","","-x","naïve 東京","a\tb\nc"]}
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char *argv[]) {
    static const struct option options[] = {{"size", required_argument, NULL, 's'}, {"verbose", no_argument, NULL, 'v'}, {NULL, 0, NULL, 0}};
    int verbose = 0, option;
    long size = 0;
    const char *output = "none";
    while ((option = getopt_long(argc, argv, "vo:", options, NULL)) != -1) switch (option) {
            case 'v': verbose++; break;
            case 's': size = strtol(optarg, NULL, 10); break;
            case 'o': output = optarg; break;
            default: return 2;
        }
    printf("verbose %d, size %ld, output '%s', %d left of %d\n", verbose, size, output, argc - optind, argc - 1);
    for (int i = optind; i < argc; i++) {
        printf("%zu:", strlen(argv[i]));
        for (const char *c = argv[i]; *c; c++)
            if (*c >= ' ' && *c < 127)
                putchar(*c);
            else
                printf("\\x%02x", (unsigned char)*c);
        putchar('\n');
    }
    printf("ended by NULL: %d, named: %d\n", argv[argc] == NULL, argv[0] != NULL && *argv[0] != '\0');
    return 0;
}
