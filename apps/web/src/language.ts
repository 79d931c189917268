// C as the editor reads it: colours, brackets, indentation. Loaded once the page can be used, which it can without.

import { cpp } from '@codemirror/lang-cpp';
import { syntaxHighlighting } from '@codemirror/language';
import { classHighlighter } from '@lezer/highlight';

export const c = [cpp(), syntaxHighlighting(classHighlighter)];
