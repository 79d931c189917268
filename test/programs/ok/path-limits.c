// pathconf and fpathconf of a directory, a file and a pipe.
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
    int file = open("some.txt", O_CREAT | O_WRONLY, 0644);
    if (file < 0) return 1;
    printf("longest name %ld, %ld, %ld\n", pathconf(".", _PC_NAME_MAX), pathconf("some.txt", _PC_NAME_MAX),
           fpathconf(file, _PC_NAME_MAX));
    printf("of a pipe %ld, at once %ld\n", fpathconf(STDOUT_FILENO, _PC_NAME_MAX), fpathconf(STDOUT_FILENO, _PC_PIPE_BUF));
    printf("longest path %ld, no truncation %ld\n", pathconf("/", _PC_PATH_MAX), pathconf("/", _PC_NO_TRUNC));
    return 0;
}
