// What a new reader finds in the editor.

import { Submission } from '@cellblock/contract';

const source = `#include <stdio.h>

int main(void) {
    for (int i = 1; i <= 3; i++)
        printf("hello, world %d\\n", i);
    return 0;
}
`;

/** The program that the page opens with. */
export const firstProgram: Submission = Submission.parse({ source });
