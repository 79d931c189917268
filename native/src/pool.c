// Cells that wait for jobs: made ahead of time, given to jobs, taken down when they are over.
#include <errno.h>

#include "cell.h"

static bool is_waiting(const struct cell *cell) {
    return (cell->state == CELL_WARM || cell->state == CELL_WARMING) && !cell->has_job;
}

static struct cell *waiting_cell(struct warden *warden, const struct kind *kind) {
    struct cell *warming = NULL;
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        struct cell *cell = &warden->cells[slot];
        if (!is_of_kind(cell, kind) || !is_waiting(cell) || cell->decided) continue; // decided: it is about to end
        if (cell->state == CELL_WARM) return cell;
        warming = cell;
    }
    return warming;
}

// Whether it waits for a job of a policy that is no longer the usual one, and may do so for long.
static bool is_unusual(const struct warden *warden, const struct cell *cell) {
    return is_waiting(cell) && !cell->zygote && cell->policy != warden->usual[cell->tree];
}

// A waiting cell gives up its slot when all are taken: an unusual one or, for a job that is there, whichever there is.
static void make_room(struct warden *warden, bool for_job) {
    struct cell *given = NULL;
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        struct cell *cell = &warden->cells[slot];
        if (cell->state == CELL_EMPTY) return;
        if (is_unusual(warden, cell) || (for_job && !given && is_waiting(cell))) given = cell;
    }
    if (given) cell_destroy(warden, given);
}

int pool_take(struct warden *warden, const struct spec *spec, struct cell **ret_cell, enum cell_step *ret_step) {
    struct kind kind = {.tree = spec_tree(spec), .policy = spec->policy};
    *ret_step = STEP_ZYGOTE;
    if (spec->has_zygote && !(kind.zygote = zygote_find(warden, spec->program_zygote))) return -ESRCH;
    if (kind.zygote && !kind.zygote->ready) return -EAGAIN;
    warden->usual[kind.tree] = kind.policy;
    *ret_cell = waiting_cell(warden, &kind);
    if (*ret_cell) return 0;
    make_room(warden, true);
    return cell_make(warden, &kind, ret_cell, ret_step);
}

void pool_tidy(struct warden *warden) {
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        struct cell *cell = &warden->cells[slot];
        if (cell->state == CELL_OVER) cell_destroy(warden, cell);
    }
    if (keepers_tidy(warden)) warden->tidy_ms = 0;
    if (warden->child_ended) nursery_reap_strays(warden);
}

static unsigned waiting_count(const struct warden *warden, const struct kind *kind) {
    unsigned count = 0;
    for (unsigned slot = 0; slot < warden->cells_count; slot++) {
        const struct cell *cell = &warden->cells[slot];
        if (is_waiting(cell) && is_of_kind(cell, kind)) count++;
    }
    return count;
}

// Making a cell keeps a processor busy for a millisecond or two, just when the job that took the last one runs. So
// where another waits already that is put off until jobs pause; a kind of which none waits is made at once.
enum { PAUSE_US = 4000 };

static bool is_wanted(const struct warden *warden, const struct kind *kind, unsigned warm, bool paused) {
    unsigned waiting = waiting_count(warden, kind);
    return waiting < warm && (paused || waiting == 0);
}

// Makes one cell that is wanted now. True if there was one to make.
static bool refill(struct warden *warden, bool paused) {
    struct cell *cell;
    enum cell_step step;
    if (now_us() < warden->refill_us) return false;
    for (unsigned slot = 0; slot < ZYGOTES_MAX; slot++) {
        struct zygote *zygote = &warden->zygotes[slot];
        const struct kind kind = {TREE_COMPILE, POLICY_COMPILE, zygote};
        if (!zygote->ready || !is_wanted(warden, &kind, zygote->warm, paused)) continue;
        if (cell_make(warden, &kind, &cell, &step) == 0) return true;
    }
    for (enum jail_tree tree = 0; tree < TREE_COUNT; tree++) {
        const struct kind kind = {.tree = tree, .policy = warden->usual[tree]};
        if (!is_wanted(warden, &kind, warden->warm[tree], paused)) continue;
        make_room(warden, false);
        if (cell_make(warden, &kind, &cell, &step) == 0) return true;
    }
    return false;
}

// Whether pool_tidy has to come back: for what a keeper left, or a child that it did not come to see.
static bool is_untidy(const struct warden *warden) { return warden->doomed_count > 0 || warden->child_ended; }

enum { TIDY_MS_MAX = 16384 };

int pool_prepare(struct warden *warden) {
    uint64_t now = now_us(), pause = warden->stirred_us + PAUSE_US;
    if (refill(warden, now >= pause)) return 0;
    uint64_t next = pause > warden->refill_us ? pause : warden->refill_us;
    if (now < next) return (int)((next - now) / 1000) + 1;
    if (!is_untidy(warden) || warden->tidy_ms >= TIDY_MS_MAX) return -1;
    return warden->tidy_ms = warden->tidy_ms == 0 ? 1 : warden->tidy_ms * 2;
}
