// Which addresses can only be reached from this machine.

/** Whether a peer's address, or a host to listen on, is this machine's loopback; any other name is taken to be none. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^::ffff:/i, '');
  return address === '::1' || address === 'localhost' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}
