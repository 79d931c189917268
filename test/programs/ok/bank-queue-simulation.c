// A discrete event simulation: customers, two tellers, an ordered event list, its own random numbers.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct event {
    int time, customer;
    enum { ARRIVES, LEAVES } kind;
    struct event *next;
};

static struct event *agenda;
static uint32_t seed = 42;

static int uniform(int low, int high) {
    seed = seed * 1664525u + 1013904223u;
    return low + (int)((uint64_t)seed * (uint32_t)(high - low + 1) >> 32);
}

static void schedule(int time, int kind, int customer) {
    struct event **at = &agenda, *new = malloc(sizeof *new);
    while (*at && (*at)->time <= time) at = &(*at)->next;
    *new = (struct event){time, customer, kind, *at};
    *at = new;
}

int main(void) {
    int free_tellers = 2, waiting[64], head = 0, tail = 0, longest = 0, served = 0, total_wait = 0, clock = 0;
    int arrived_at[64];
    for (int i = 0, time = 0; i < 50; i++) {
        time += uniform(1, 6);
        arrived_at[i] = time;
        schedule(time, ARRIVES, i);
    }
    while (agenda) {
        struct event now = *agenda;
        free(agenda);
        agenda = now.next;
        clock = now.time;
        if (now.kind == ARRIVES) {
            waiting[tail++] = now.customer;
        } else {
            free_tellers++;
            served++;
        }
        if (tail - head > longest) longest = tail - head;
        while (free_tellers > 0 && head < tail) {
            int customer = waiting[head++];
            total_wait += clock - arrived_at[customer];
            free_tellers--;
            schedule(clock + uniform(3, 12), LEAVES, customer);
        }
    }
    printf("served %d by minute %d, longest queue %d, mean wait %.2f\n", served, clock, longest, total_wait / 50.0);
    return 0;
}
