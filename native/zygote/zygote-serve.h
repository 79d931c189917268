// The one function of src/zygote.h that a host process needs, for C and C++.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

void zygote_serve(const int *keep, unsigned keep_count, void (*as_program)(void));

#ifdef __cplusplus
}
#endif
