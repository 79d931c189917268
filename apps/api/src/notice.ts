// Who may come in, as the log says it at every start.

type Entry = {
  needsKey: boolean;
  /** Whether the operator has opened it to everybody. */
  isOpen: boolean;
  /** Whether it listens on loopback alone. */
  isPrivate: boolean;
};

/** What the log says, and how loudly. */
export function noticeOf({ needsKey, isOpen, isPrivate }: Entry): { level: 'info' | 'warn'; text: string } {
  if (needsKey) return { level: 'info', text: 'an API key is needed; npm run keys makes them' };
  // What is opened on loopback is meant for others too, who come through a proxy.
  if (isPrivate && !isOpen)
    return { level: 'info', text: 'no API key is needed from this machine, and no other can come' };
  return { level: 'warn', text: 'no API key is needed: whoever reaches this address can run programs' };
}
