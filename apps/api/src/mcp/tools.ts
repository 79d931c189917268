// The tools that assistants are offered: a row each.

import { GradeResult, Grading, Result, RunTool } from '@cellblock/contract';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { schemaAlone } from '../description/schemas.js';

export const toolNames = ['run_c', 'grade_c'] as const;
export type ToolName = (typeof toolNames)[number];

/** What each tool takes, checked as it comes. */
export const toolInputs = { run_c: RunTool, grade_c: Grading } as const;

const abouts: Record<
  ToolName,
  { title: string; description: string; result: typeof Result | typeof GradeResult }
> = {
  run_c: {
    title: 'Run C',
    description:
      'Compiles a C program with gcc or tcc and runs it in a sandbox without network, with the given stdin, arguments and limits. Says the verdict, the diagnostics, what the program wrote, and what it used. A program that fails is an answer, not an error.',
    result: Result,
  },
  grade_c: {
    title: 'Grade C',
    description:
      'Compiles a C program once and puts it to tests: each has stdin and the expected output, or a checker program, an interactor or a reference solution in C decides. Says for each test whether it passed, and where the output first differs.',
    result: GradeResult,
  },
};

let listed: Tool[] | null = null;

/** The tools as they are told, their schemas made of the contract's when first asked for. */
export function toolList(): Tool[] {
  listed ??= toolNames.map((name) => ({
    name,
    title: abouts[name].title,
    description: abouts[name].description,
    inputSchema: { ...schemaAlone(toolInputs[name], 'input'), type: 'object' as const },
    outputSchema: { ...schemaAlone(abouts[name].result, 'output'), type: 'object' as const },
    // Nothing outside a sandbox that is gone afterwards is touched.
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  }));
  return listed;
}
