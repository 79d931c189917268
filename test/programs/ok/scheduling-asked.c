// What the scheduler says of itself: policy, priorities, and how long a turn lasts, where nothing is set.
#include <sched.h>
#include <stdio.h>
#include <time.h>

int main(void) {
    struct sched_param own;
    struct timespec turn;
    if (sched_getparam(0, &own) != 0) return 1;
    printf("policy %d, priority %d\n", sched_getscheduler(0), own.sched_priority);
    printf("real-time priorities %d to %d\n", sched_get_priority_min(SCHED_RR), sched_get_priority_max(SCHED_RR));
    int told = sched_rr_get_interval(0, &turn);
    printf("a turn: %d, below a second %d\n", told, turn.tv_sec == 0);
    return told;
}
