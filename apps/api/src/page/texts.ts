// The words of the page in every language that there is a file for, and which one a browser wants.

import { readFileSync } from 'node:fs';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

export const languages = ['en', 'de', 'ar'] as const;
export type Language = (typeof languages)[number];

const folder = new URL('../../../web/texts/', import.meta.url);
const Texts = z.record(z.string(), z.string());

const read = (language: Language) =>
  Texts.parse(JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')));

/** Every text by its key, in every language. */
export const texts: Record<Language, Record<string, string>> = {
  en: read('en'),
  de: read('de'),
  ar: read('ar'),
};

/** Says a text in one language, `{name}` in it replaced; an Error for a key that there is no text for. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

export function sayingIn(language: Language): Say {
  const known = texts[language];
  return (key, values = {}) => {
    const text = known[key];
    if (text === undefined) throw new Error(`there is no text ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

/** The language that a browser is answered in: as its user has chosen here, else the first it accepts that we have. */
export function languageOf(request: FastifyRequest): Language {
  const accepted = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((range) => range.split(';')[0] ?? '');
  const wanted = [cookieOf(request, 'language'), ...accepted].map(
    (tag) => tag?.trim().toLowerCase().split('-')[0],
  );
  return (
    wanted.map((tag) => languages.find((language) => language === tag)).find((each) => each !== undefined) ??
    'en'
  );
}

/** What the page has left in the browser under this name; it holds choices of looks alone. */
export function cookieOf({ headers: { cookie = '' } }: FastifyRequest, name: string): string | undefined {
  const pairs = cookie.split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}
