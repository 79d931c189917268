// Writes a cpio archive in the "newc" form, which the kernel unpacks as its first file system.

const magic = '070701';
const fileType = { directory: 0o040000, file: 0o100000, symlink: 0o120000 };

/**
 * The archive of entries { path, type: directory | file | symlink, mode, content }, as a Buffer; all belong to root. An
 * entry's directory must come before it.
 */
export function cpioArchive(entries) {
  const parts = entries.flatMap(({ path, type, mode, content = '' }, index) =>
    member({ path, inode: index + 1, mode: fileType[type] | mode, content: Buffer.from(content) }),
  );
  return Buffer.concat([
    ...parts,
    ...member({ path: 'TRAILER!!!', inode: 0, mode: 0, content: Buffer.alloc(0) }),
  ]);
}

function member({ path, inode, mode, content }) {
  const name = Buffer.from(`${path}\0`);
  const links = 1;
  const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const header = Buffer.from(magic + fields.map((field) => field.toString(16).padStart(8, '0')).join(''));
  return [header, name, padding(header.length + name.length), content, padding(content.length)];
}

const padding = (length) => Buffer.alloc((4 - (length % 4)) % 4);
