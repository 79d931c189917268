// The scripts of the checkout that this command is part of: what `npm start` does is done in one place.

import { exitStatus } from './exit-status.js';
import { Failure } from './terminal.js';

/** What scripts/run-service.mjs offers. */
type ServiceModule = {
  runService(options: { port?: string | undefined; worker: boolean; api: boolean }): Promise<void>;
};

/** What scripts/diagnosis.mjs offers. */
type DiagnosisModule = { printDiagnosis(): Promise<void> };

export const runService: ServiceModule['runService'] = async (options) => {
  const { runService: run }: ServiceModule = await import(scriptAt('run-service.mjs'));
  await run(options).catch((error: unknown) => {
    const isUsage = error instanceof Error && 'isUsage' in error;
    const status = isUsage ? exitStatus.usage : exitStatus.failed;
    throw new Failure(error instanceof Error ? error.message : String(error), status);
  });
};

export const printDiagnosis: DiagnosisModule['printDiagnosis'] = async () => {
  const { printDiagnosis: print }: DiagnosisModule = await import(scriptAt('diagnosis.mjs'));
  await print();
};

const scriptAt = (name: string) => new URL(`../../../scripts/${name}`, import.meta.url).href;
