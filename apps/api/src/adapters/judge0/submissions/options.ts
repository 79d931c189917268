import type { Door } from '@cellblock/queue';

/** What the routes of submissions need. */
export type SubmissionOptions = { door: Door; isPrivateAllowed: boolean; closing: AbortSignal };

export type Token = { Params: { token: string } };
