// Interactive cells: pseudo-terminals, their size, and signals from outside.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "cell.h"
#include "fd.h"

// Of newer kernels: the signal goes to the process group of the process behind the descriptor.
#define SIGNAL_PROCESS_GROUP (1u << 2)

int terminals_open(void) {
    if (mkdir("/terminals", 0700) < 0) return -errno;
    const unsigned long flags = MS_NOSUID | MS_NOEXEC;
    int r = mount("terminals", "/terminals", "devpts", flags, "newinstance,mode=0600,ptmxmode=0600") < 0 ? -errno : 0;
    int fd = r < 0 ? -1 : open("/terminals", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (r == 0 && fd < 0) r = -errno;
    // Cells copy what is mounted, and have no use for this.
    if (r == 0 && umount2("/terminals", MNT_DETACH) < 0) r = -errno;
    (void)rmdir("/terminals");
    if (r < 0) close_fd(&fd);
    return r < 0 ? r : fd;
}

static struct winsize size_of(uint32_t size) {
    return (struct winsize){.ws_col = (unsigned short)size, .ws_row = (unsigned short)(size >> 16)};
}

int cell_make_terminal(struct warden *warden, struct cell *cell, int *theirs) {
    const struct winsize size = size_of(cell->spec.terminal);
    const int unlocked = 0;
    if (warden->terminals < 0) return warden->terminals;
    cleanup_fd int ours = openat(warden->terminals, "ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (ours < 0 || ioctl(ours, TIOCSPTLCK, &unlocked) < 0 || ioctl(ours, TIOCSWINSZ, &size) < 0) return -errno;
    theirs[0] = ioctl(ours, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios modes;
    // Backspace takes a character, of however many bytes.
    if (theirs[0] < 0 || tcgetattr(theirs[0], &modes) < 0) return -errno;
    modes.c_iflag |= IUTF8;
    if (tcsetattr(theirs[0], TCSANOW, &modes) < 0) return -errno;
    for (int i = 1; i < 3; i++) {
        if ((theirs[i] = fcntl(theirs[0], F_DUPFD_CLOEXEC, 0)) < 0) return -errno;
    }
    if ((cell->input = fcntl(ours, F_DUPFD_CLOEXEC, 0)) < 0) return -errno;
    cell->output[0] = take_fd(&ours);
    return watch(warden, cell, WATCH_STDOUT, cell->output[0], EPOLLIN);
}

void cell_resize(struct cell *cell, uint32_t size) {
    const struct winsize wanted = size_of(size);
    if (wanted.ws_col == 0 || wanted.ws_row == 0 || !cell->spec.terminal) return;
    cell->spec.terminal = size; // as large will it be made, if it is yet to be
    if (cell->output[0] >= 0) (void)ioctl(cell->output[0], TIOCSWINSZ, &wanted);
}

static void send_signal(const struct cell *cell, int number) {
    // What a key would send goes to those in the foreground, as from a key.
    if (cell->spec.terminal && cell->output[0] >= 0 && ioctl(cell->output[0], TIOCSIG, number) == 0) return;
    if (syscall(SYS_pidfd_send_signal, cell->program, number, NULL, SIGNAL_PROCESS_GROUP) == 0) return;
    if (errno == EINVAL) (void)syscall(SYS_pidfd_send_signal, cell->program, number, NULL, 0);
}

void cell_signal(struct cell *cell, uint32_t number) {
    if (!cell->spec.stdin_live || number == 0 || number >= 32) return;
    if (cell->has_notice_begun) send_signal(cell, (int)number);
    else cell->signals |= 1u << number;
}

void cell_meets_program(struct cell *cell) {
    for (int number = 1; number < 32; number++) {
        if (cell->signals >> number & 1) send_signal(cell, number);
    }
    cell->signals = 0;
}
