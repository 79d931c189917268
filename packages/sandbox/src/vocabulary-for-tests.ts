// A vocabulary of its own numbers, so that tests need no native build and see that none is typed twice.

import { parseVocabulary } from './vocabulary.js';

const names = {
  message: `ready start stdin end kill release output report fault zygote zygoteReady zygoteLost zygoteEnd signal
    resize ask used place`,
  field: `policy programBlob programTool programZygote arg env cpuMs wallMs memoryBytes outputBytes processes
    stackBytes scratchBytes scratchInodes stdinBytes stdinPipe stdinLive stdoutPipe inputPath inputBytes inputBlob
    keepPath keepBlob outputPath maximumBytes sanitized warm terminal
    addressSpace standingMs cause exitCode signal refusal overMemory syscallName
    syscallNumber syscallAbi syscallArg syscallPolicy truncatedStdout truncatedStderr processLimitHit leftProcesses usedCpuUs
    usedWallUs
    usedMemoryBytes kept keptBytes outputAbsent outputContent step errno hostFact
    runnable`,
  cause: 'exit signal cpu wall memory output syscall killed refused',
  policy: 'standard strict sealed processes compile',
  place: 'held lent claimed',
};

const lines = Object.entries(names).flatMap(([table, words], place) =>
  words.split(/\s+/).map((name, index) => `${table}\t${name}\t${(place + 1) * 100 + index}`),
);

/** Frames of it hold 1000 bytes at most. */
export const vocabulary = parseVocabulary([...lines, 'bound\tframeBytes\t1000'].join('\n'));
