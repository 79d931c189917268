// A result for a terminal: the body is what the program wrote, byte for byte, and the headers say how it went.

import type { Outcome } from '@cellblock/contract';

/**
 * What a terminal shows: the output in order of arrival, or the diagnostics of what did not compile, or else the
 * message.
 */
export function plainBody({ head, chunks }: Outcome): Buffer {
  if (head.run !== null) return Buffer.concat(chunks.map((chunk) => chunk.bytes));
  const diagnostics = head.compile?.output ?? '';
  return Buffer.from(diagnostics === '' ? `${head.message}\n` : diagnostics);
}

/** The rest of the result, as headers; cpu and memory are those of the run, or of compiling where nothing ran. */
export function plainHeaders({
  head: { id, verdict, message, compile, run },
}: Outcome): Record<string, string> {
  const usage = run?.usage ?? compile?.usage;
  const fields: Record<string, string | number | null | undefined> = {
    'cellblock-id': id,
    'cellblock-verdict': verdict,
    'cellblock-message': message,
    'cellblock-exit-code': run?.exitCode,
    'cellblock-signal': run?.signal,
    'cellblock-allowed-in': run?.forbiddenSyscall?.allowedIn.join(', ') || null,
    'cellblock-cpu-ms': usage?.cpuMs,
    'cellblock-memory-bytes': usage?.memoryBytes,
    'cellblock-truncated': truncatedParts({ compile, run }),
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, headerValue(String(value))]],
    ),
  );
}

function truncatedParts({ compile, run }: Pick<Outcome['head'], 'compile' | 'run'>): string {
  const parts = [
    compile?.truncated === true ? 'diagnostics' : '',
    run?.truncated.stdout === true ? 'stdout' : '',
    run?.truncated.stderr === true ? 'stderr' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none' : parts.join(', ');
}

// Printable ASCII alone, whatever the text came from: no header is split, and none is refused by node.
const headerValue = (text: string) =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 500);
