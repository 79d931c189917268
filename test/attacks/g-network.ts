// G: networks.

import assert from 'node:assert/strict';
import { bytesOf } from '../sandbox/spec.js';
import { type Attack, refusedCall, scripted, snippet, submit } from './attack.js';
import { hostileTool } from './hostile-tools.js';
import { play } from './native.js';

const families = {
  UNIX: 1,
  INET: 2,
  INET6: 10,
  NETLINK: 16,
  PACKET: 17,
  RXRPC: 33,
  ALG: 38,
  VSOCK: 40,
  KCM: 41,
  XDP: 44,
};
const calls = [
  'connect',
  'bind',
  'listen',
  'accept',
  'accept4',
  'sendto',
  'recvfrom',
  'sendmsg',
  'recvmsg',
  'sendmmsg',
  'recvmmsg',
  'shutdown',
  'getsockname',
  'getpeername',
  'setsockopt',
  'getsockopt',
];

export const networkAttacks: Attack[] = [
  ...Object.values(families).map((family) =>
    refusedCall('G01', 'socket', `call(SYS_socket, ${family}, 1, 0)`),
  ),
  ...Object.values(families).map((family) =>
    refusedCall('G01', 'socket', `call(SYS_socket, ${family}, 3, 255)`),
  ),
  refusedCall('G02', 'socketpair', 'call(SYS_socketpair, 1, 1, 0, page)'),
  ...calls.map((name) => refusedCall('G03', name, `call(SYS_${name}, 0, page, 16, 0, 0, 0)`)),
  scripted('G03', 'a listener on the host', async ({ service, canaries }) => {
    const source = `#include <arpa/inet.h>
      #include <sys/socket.h>
      int main(void) {
        struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(${canaries.port}), .sin_addr = {htonl(0x7f000001)}};
        return connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof to);
      }`;
    const { verdict, run } = await submit(service.url, { source });
    assert.equal(verdict, 'forbidden_syscall');
    assert.equal(run?.forbiddenSyscall?.name, 'socket');
  }),
  snippet(
    'G04',
    'no descriptor is a socket',
    'struct stat s; for (int fd = 0; fd < 1024; fd++) if (fstat(fd, &s) == 0) must(!S_ISSOCK(s.st_mode));',
  ),
  scripted('G05', 'getaddrinfo', async ({ service }) => {
    const source = `#include <netdb.h>
      int main(void) { struct addrinfo *found; return getaddrinfo("localhost", "80", 0, &found); }`;
    const { verdict, run } = await submit(service.url, { source });
    assert.equal(verdict, 'forbidden_syscall');
    assert.equal(run?.forbiddenSyscall?.name, 'socket');
  }),
  scripted('G06', 'a hostile compiler opens a socket', async ({ hostile }) => {
    const { cause, syscall } = await play(
      hostile.warden,
      { tool: hostileTool },
      { argv: [hostileTool, 'network'] },
    );
    assert.deepEqual([cause, syscall?.name], ['syscall', 'socket']);
  }),
  ...['/proc/net/tcp', '/proc/net/unix', '/sys/class/net', '/etc/resolv.conf', '/etc/hosts'].map((path) =>
    snippet('G07', path, `fails(open("${path}", O_RDONLY), ENOENT);`),
  ),
  scripted('G08', 'not even the network that processes have is up', async ({ hostile }) => {
    const report = await play(hostile.weakened, { tool: hostileTool }, { argv: [hostileTool, 'interfaces'] });
    assert.equal(bytesOf(report).toString(), 'lo: down\n');
  }),
];
