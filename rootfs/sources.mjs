// Where packages come from: reads APT's source lists and picks Debian's own. Pure text in, pure text out.

/** The only keys that sign what goes into a rootfs, whatever address it comes from. */
export const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

// Debian's archives end in these, on every mirror, on snapshots, and in the mirror lists of cloud images.
const debianPath = /\/debian(-security)?(\/\d{8}T\d{6}Z)?\/?$|\/debian(-security)?\.list$/;

/**
 * Reads the source lists of a host, [{ name, text }], and returns the entries, as { uri, suite }, that hold the main
 * component of a Debian release, its updates and its security updates. Third parties' entries are left out.
 */
export function debianSources(files, codename) {
  const suites = [codename, `${codename}-updates`, `${codename}-security`];
  const entries = files.flatMap(({ name, text }) =>
    name.endsWith('.sources') ? deb822Entries(text) : name.endsWith('.list') ? oneLineEntries(text) : [],
  );
  const chosen = entries
    .filter(({ uri, suite, components }) => {
      return (
        suites.includes(suite.replace(/\/updates$/, '-security')) &&
        components.includes('main') &&
        isDebian(uri)
      );
    })
    .map(({ uri, suite }) => ({ uri, suite }));
  return [...new Map(chosen.map((entry) => [`${entry.uri} ${entry.suite}`, entry])).values()];
}

/** Writes entries as a deb822 file that trusts Debian's keyring alone. */
export function renderSources(entries) {
  return entries
    .map(
      ({ uri, suite }) =>
        `Types: deb\nURIs: ${uri}\nSuites: ${suite}\nComponents: main\nSigned-By: ${debianKeyring}\n`,
    )
    .join('\n');
}

function isDebian(uri) {
  return debianPath.test(uri.replace(/[?#].*$/, ''));
}

function deb822Entries(text) {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n[ \t]*\n/)
    .map(deb822Fields)
    .filter((fields) => fields.types?.includes('deb') && fields.enabled?.[0]?.toLowerCase() !== 'no')
    .flatMap(({ uris = [], suites = [], components = [] }) =>
      uris.flatMap((uri) => suites.map((suite) => ({ uri, suite, components }))),
    );
}

function deb822Fields(stanza) {
  const unfolded = stanza.replace(/\n[ \t]+/g, ' ');
  const fields = unfolded.matchAll(/^([A-Za-z0-9-]+)[ \t]*:(.*)$/gm);
  return Object.fromEntries([...fields].map(([, name, value]) => [name.toLowerCase(), words(value)]));
}

function oneLineEntries(text) {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.replace(/#.*$/, ''));
    return found === null ? [] : [{ uri: found[1], suite: found[2], components: words(found[3]) }];
  });
}

const words = (text) => text.split(/\s+/).filter((word) => word !== '');
