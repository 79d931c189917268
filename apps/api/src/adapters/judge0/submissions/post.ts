// One submission, read and made a job of, with a note of what is to be told back.

import { AppError } from '@cellblock/contract';
import type { PostOptions, RunJob } from '@cellblock/queue';
import type { FastifyRequest } from 'fastify';
import { type Caller, callerOf, rankFor } from '../../../caller.js';
import { idOfJob } from '../../../making.js';
import { type Given, readAsked, type Wrong } from '../asked.js';
import { callbackTries } from '../callback.js';
import { languagesOf } from '../languages.js';
import { jobOf } from '../submission.js';
import type { Note } from '../told.js';
import type { SubmissionOptions } from './options.js';

export type Poster = Pick<SubmissionOptions, 'door' | 'isPrivateAllowed'> & {
  isBase64: boolean;
  isWaiting: boolean;
  request: FastifyRequest;
  /** Which of the request's submissions it is, from 0. */
  nth?: number;
};

/** What is to be posted, and how. */
export type Posting = { job: RunJob; options: PostOptions; note: Note };

/** Posts what is given, or says what is wrong with it. Rejects as the door's `post` does. */
export async function postOne(poster: Poster, given: Given): Promise<{ token: string } | { wrong: Wrong }> {
  const made = await postingOf(poster, given);
  if ('wrong' in made) return made;
  const { job, options } = made;
  await poster.door.post(job, options);
  poster.request.log.info({ id: job.id }, 'job posted');
  return { token: job.id };
}

/** What is given as a job to be posted, or what is wrong with it. */
export async function postingOf(poster: Poster, given: Given): Promise<Posting | { wrong: Wrong }> {
  const { door, isPrivateAllowed, isBase64, isWaiting, request, nth } = poster;
  const caller: Caller = callerOf(request);
  const languages = await languagesOf(door);
  const languageIds = languages.map(({ id }) => id);
  const read = readAsked(given, { isBase64, isPrivateAllowed, caller, languageIds });
  if ('wrong' in read) return read;
  const { asked } = read;
  const language = languages.find(({ id }) => id === asked.language_id);
  if (language === undefined) throw new AppError('internal', { cause: new Error('a language that is none') });
  const made = await jobOf(asked, language, caller);
  if ('wrong' in made) return made;
  const note: Note = { service: 'judge0', asked, language: { id: language.id, name: language.name } };
  const { id, isRepeatable } = idOfJob(request, nth);
  const options: PostOptions = {
    owner: caller.owner,
    rank: rankFor(caller, undefined, isWaiting ? 'interactive' : 'grading'),
    callback: asked.callback_url === null ? undefined : { url: asked.callback_url, tries: callbackTries },
    note: JSON.stringify(note),
    isQuiet: true,
    isRepeatable,
  };
  return { job: { id, ...made }, options, note };
}
