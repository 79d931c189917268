// Errors as Piston's clients read them: a message, and nothing else.

import type { ErrorForm } from '../../errors.js';

// What is a file's path for us is its name for them.
export const formOfError: ErrorForm = ({ message }) => ({
  body: { message: message.replace(/^(files\[\d+\])\.path\b/, '$1.name') },
});
