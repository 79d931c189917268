// Pastes to try, and what one is told as.

import { type NewPaste, type PasteRequestInput, Submission } from '@cellblock/contract';
import { resultExample, runExamples } from './examples.js';

const sum = runExamples['A sum'] ?? { source: '' };

export const pasteExamples: Record<string, PasteRequestInput> = {
  'A sum, for a day': { submission: sum, title: 'A sum', expiresInS: 86_400 },
  'Only kept': { submission: { source: 'int main(void) { for (;;); }' }, run: false },
};

export const newPasteExample: NewPaste = {
  id: 'q8ZrT0mXcB4vN1sKdY7uLw',
  url: '/p/q8ZrT0mXcB4vN1sKdY7uLw',
  title: 'A sum',
  submission: Submission.parse(sum),
  result: resultExample,
  outputOrder: [Buffer.byteLength(resultExample.run?.stdout ?? '')],
  resultError: null,
  createdAt: '2030-01-01T00:00:00.000Z',
  expiresAt: '2030-01-02T00:00:00.000Z',
  isListed: false,
  forkOf: null,
  deleteSecret: 'k3Jq0sT9wZ5xB7nM1vC4yR8uL2dF6hGa',
};
