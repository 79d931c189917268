// The only place that loads native code: libcell, for the vocabulary of the wire and the probe of this host.

import { fileURLToPath } from 'node:url';
import koffi from 'koffi';

/** Where `make -C native` puts its results. */
export const nativeDirectory = fileURLToPath(new URL('../../../native/build/', import.meta.url));

type TextFunction = (buffer: Buffer, size: number) => number;

const firstGuessBytes = 16 * 1024;

/** The text that a native function writes; grows the buffer until all of it fits. */
function textOf(write: TextFunction): string {
  for (let size = firstGuessBytes; ; size *= 2) {
    const buffer = Buffer.alloc(size);
    const length = write(buffer, size);
    if (length < size) return buffer.toString('utf8', 0, length);
  }
}

/** Loads libcell. Throws, naming the remedy, where it has not been built. */
export function loadLibcell(directory = nativeDirectory): { words(): string; probe(): string } {
  const path = `${directory}libcell.so`;
  try {
    const library = koffi.load(path);
    const words: TextFunction = library.func('uint32_t cell_words(_Out_ char *buffer, uint32_t size)');
    const probe: TextFunction = library.func('uint32_t cell_probe(_Out_ char *buffer, uint32_t size)');
    return { words: () => textOf(words), probe: () => textOf(probe) };
  } catch (cause) {
    throw new Error(`cannot load ${path}; build it with: make -C native`, { cause });
  }
}
