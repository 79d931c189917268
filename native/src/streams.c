// A cell's output, passed on as it comes, and what is typed into it.
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "cell.h"
#include "fd.h"

static int tell_output(struct warden *warden, const struct cell *cell, const void *bytes, size_t len) {
    size_t mark;
    int r = frame_begin(&warden->out, MESSAGE_OUTPUT, cell->id, &mark);
    if (r < 0) return r;
    r = bytes_append(&warden->out, bytes, len);
    frame_end(&warden->out, mark);
    return r;
}

// Passes on what is within the cap; true while there may be more to read.
bool cell_take_output(struct warden *warden, struct cell *cell, int stream) {
    uint8_t buffer[1 + 65536];
    ssize_t len = read(cell->output[stream], buffer + 1, sizeof buffer - 1);
    if (len < 0 && errno == EINTR) return true;
    // Nobody has the terminal open any more. Closing our end would hang up on who goes on without.
    if (len < 0 && errno == EIO && cell->spec.terminal)
        (void)epoll_ctl(warden->epoll, EPOLL_CTL_DEL, cell->output[stream], NULL);
    else if (len < 0 && errno != EAGAIN) cell_fail(warden, cell, STEP_PIPE, errno);
    if (len < 0) return false;
    if (len == 0) {
        close_fd(&cell->output[stream]);
        return false;
    }
    uint64_t room = cell->spec.output_bytes - cell->output_seen[stream];
    size_t take = (uint64_t)len < room ? (size_t)len : (size_t)room;
    cell->output_seen[stream] += take;
    buffer[0] = (uint8_t)stream;
    if (take > 0 && tell_output(warden, cell, buffer, take + 1) < 0) cell_fail(warden, cell, STEP_CONTROL, ENOMEM);
    if (take == (size_t)len) return true;
    cell->truncated[stream] = true;
    // A compiler may go on about what is wrong, unheard: its other limits end that.
    if (cell->spec.policy == POLICY_COMPILE && stream == 1) return true;
    cell_end(warden, cell, CAUSE_OUTPUT);
    close_fd(&cell->output[stream]);
    return false;
}

void cell_feed_on(struct warden *warden, struct cell *cell) {
    int r = cell_feed(warden, cell);
    if (r < 0) cell_fail(warden, cell, STEP_PIPE, -r);
}

void cell_write(struct warden *warden, struct cell *cell, const void *bytes, size_t len) {
    if (!cell->spec.stdin_live || cell->live_ended) return;
    if (bytes_append(&cell->live, bytes, len) < 0) cell_fail(warden, cell, STEP_CONTROL, ENOMEM);
    else cell_feed_on(warden, cell);
}

void cell_write_end(struct warden *warden, struct cell *cell) {
    const uint8_t end_of_file = 'D' & 037; // what a person types
    if (cell->spec.terminal) {
        cell_write(warden, cell, &end_of_file, 1);
        return;
    }
    cell->live_ended = true;
    cell_feed_on(warden, cell);
}
