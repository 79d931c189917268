// What crosses between worker and warden in one piece, a frame of 48 MiB at most.

/** The most bytes of files that a frame holds, besides the words around them. */
export const mostFileBytes = 47 * 1024 * 1024;
