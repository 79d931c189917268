#ifndef SHARED_H
#define SHARED_H

inline int clamp(int x, int low, int high) { return x < low ? low : x > high ? high : x; }

extern __thread int own_state;
extern const int table[4];
extern char shared_buffer[64];
extern const char *const limits_text;

int next_here(void);
int next_there(void);
int clamp_elsewhere(int x);
const char *name(void);
const char *other_name(void);
int peek_state(void);
const char *where_is_buffer(void);

#endif
