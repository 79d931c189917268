// System calls without stdio: read, write, writev, lseek, pread, pwrite and their errors.
// stdin: "one two three four"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static void say(const char *text) {
    ssize_t ignored = write(STDOUT_FILENO, text, strlen(text));
    (void)ignored;
}

static void say_number(const char *name, long n) {
    char digits[24], *at = digits + sizeof digits;
    int negative = n < 0;
    *--at = '\0';
    *--at = '\n';
    do *--at = (char)('0' + (negative ? -(n % 10) : n % 10));
    while (n /= 10);
    if (negative) *--at = '-';
    say(name);
    say(at);
}

int main(void) {
    char word[5] = "";
    long got = 0;
    for (ssize_t step; got < 4 && (step = read(STDIN_FILENO, word + got, (size_t)(4 - got))) > 0;) got += step;
    say_number("read ", got);
    say(word);
    struct iovec parts[] = {{"\nscattered ", 11}, {"and ", 4}, {"gathered\n", 9}};
    say_number("writev ", writev(STDOUT_FILENO, parts, 3));
    int fd = open("raw.dat", O_RDWR | O_CREAT | O_TRUNC, 0600);
    say_number("pwrite ", pwrite(fd, "abcdef", 6, 10));
    say_number("position ", lseek(fd, 0, SEEK_CUR));
    say_number("end ", lseek(fd, 0, SEEK_END));
    say_number("before the start ", lseek(fd, -1, SEEK_SET));
    say_number("EINVAL ", errno == EINVAL);
    say_number("write to a closed descriptor ", write(99, "x", 1));
    say_number("EBADF ", errno == EBADF);
    say_number("bad pointer ", write(fd, (void *)1, 1));
    say_number("EFAULT ", errno == EFAULT);
    close(fd);
    _exit(0);
}
