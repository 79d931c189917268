import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debianSources, renderSources } from './sources.mjs';

const deb822 = `# comment
Types: deb deb-src
# http://snapshot.debian.org/archive/debian/20250520T000000Z
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
 bookworm-backports
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://deb.debian.org/debian-security/
Suites: bookworm-security
Components: main
`;

const uris = (entries) => entries.map(({ uri, suite }) => `${uri} ${suite}`);

test('the release, its updates and its security updates are taken from a deb822 file, backports are not', () => {
  assert.deepEqual(uris(debianSources([{ name: 'debian.sources', text: deb822 }], 'bookworm')), [
    'http://deb.debian.org/debian bookworm',
    'http://deb.debian.org/debian bookworm-updates',
    'http://deb.debian.org/debian-security/ bookworm-security',
  ]);
});

test('one-line lists are read, with options, comments and sources of sources', () => {
  const text = `deb [arch=amd64 signed-by=/x y=z] https://mirror.example/debian/ bookworm main non-free # ours
# deb http://off.example/debian bookworm main
deb-src http://deb.debian.org/debian bookworm main
deb http://snapshot.debian.org/archive/debian-security/20250520T000000Z bookworm-security main
`;
  assert.deepEqual(uris(debianSources([{ name: 'sources.list', text }], 'bookworm')), [
    'https://mirror.example/debian/ bookworm',
    'http://snapshot.debian.org/archive/debian-security/20250520T000000Z bookworm-security',
  ]);
});

test('mirror lists of cloud images are Debian', () => {
  const text =
    'Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm\nComponents: main\n';
  assert.equal(debianSources([{ name: 'debian.sources', text }], 'bookworm').length, 1);
});

test('third parties are left out, even where they use the name of a Debian release', () => {
  const lists = [
    'deb https://apt.example.com bookworm main',
    'deb https://download.example.com/linux/debian bookworm stable',
    'deb https://packages.example.com/apt cloud-sdk-bookworm main',
    'deb http://archive.ubuntu.com/ubuntu jammy main',
  ];
  assert.deepEqual(debianSources([{ name: 'third.list', text: lists.join('\n') }], 'bookworm'), []);
});

test('disabled stanzas, disabled files and another release are left out', () => {
  const off = deb822.replaceAll('Types: deb', 'Enabled: no\nTypes: deb');
  assert.deepEqual(debianSources([{ name: 'debian.sources', text: off }], 'bookworm'), []);
  assert.deepEqual(debianSources([{ name: 'debian.sources.disabled', text: deb822 }], 'bookworm'), []);
  assert.deepEqual(debianSources([{ name: 'debian.sources', text: deb822 }], 'trixie'), []);
});

test('an entry that is listed twice is used once', () => {
  const files = ['a.sources', 'b.sources'].map((name) => ({ name, text: deb822 }));
  assert.equal(debianSources(files, 'bookworm').length, 3);
});

test("what is written trusts Debian's keyring and names main alone", () => {
  assert.equal(
    renderSources([{ uri: 'http://m.example/debian', suite: 'bookworm' }]),
    'Types: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main\n' +
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
  );
});
