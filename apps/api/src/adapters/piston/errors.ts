// Errors as Piston's clients read them: a message, and nothing else.

import type { ErrorForm } from '../../errors.js';

export const formOfError: ErrorForm = ({ message }) => ({ body: { message } });
