// What the rootfs offers to compile with: toolchain.json, whose command lines were captured from gcc itself.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Template = z.array(z.string()).min(1);
const Linkers = z.object({ gold: Template, bfd: Template });

const Gcc = z.object({
  version: z.string(),
  cc1: Template,
  as: Template,
  link: z.object({
    dynamic: Linkers,
    static: Linkers,
    address: Linkers,
    undefined: Linkers,
    'address+undefined': Linkers,
  }),
});

const Tcc = z.object({ version: z.string(), tcc: Template });

/** The rootfs's compilers as argv templates; members that the rootfs has beyond these are passed over. */
export const Toolchain = z.object({
  version: z.string(),
  compilers: z.object({ gcc: Gcc.optional(), tcc: Tcc.optional() }),
});
export type Toolchain = z.infer<typeof Toolchain>;
export type Gcc = z.infer<typeof Gcc>;
export type Tcc = z.infer<typeof Tcc>;

/** A way to link that the toolchain has a template for. */
export type LinkMode = keyof Gcc['link'];

/** Reads `toolchain.json` of a rootfs; an error says what is wrong with it and how to build it again. */
export async function loadToolchain(rootfsDir: string): Promise<Toolchain> {
  const path = join(rootfsDir, 'toolchain.json');
  try {
    return Toolchain.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`${path} is no toolchain; build the rootfs again with npm run rootfs: ${reason}`, {
      cause,
    });
  }
}

type Fillings = {
  source?: string;
  output?: string;
  options?: readonly string[];
  objects?: readonly string[];
  libraries?: readonly string[];
};

/** The template with its placeholders filled in. One that is left without a filling is a fault of ours: it throws. */
export function fillTemplate(template: readonly string[], fillings: Fillings): string[] {
  const { source, output, options, objects, libraries } = fillings;
  const values = new Map<string, readonly string[] | undefined>([
    ['{source}', source === undefined ? undefined : [source]],
    ['{output}', output === undefined ? undefined : [output]],
    ['{options}', options],
    ['{objects}', objects],
    ['{libraries}', libraries],
  ]);
  return template.flatMap((element) => {
    if (!values.has(element)) return [element];
    const value = values.get(element);
    if (value === undefined) throw new Error(`the template of ${template[0]} has an unexpected ${element}`);
    return value;
  });
}
