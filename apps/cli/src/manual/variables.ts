// The variables that the command itself goes by, as the one table of variables describes them.

import { environmentTable } from '@cellblock/runtime';

const own = ['CELLBLOCK_URL', 'CELLBLOCK_KEY', 'CELLBLOCK_STATE', 'REDIS_URL', 'CELLBLOCK_QUEUE_PREFIX'];

export const variables: readonly { name: string; about: string }[] = [
  ...environmentTable.filter(({ name }) => own.includes(name)),
  { name: 'NO_COLOR', about: 'where it is set to anything there are no colours' },
];
