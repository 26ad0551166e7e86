/** Runs a case in a process of its own: what one case leaves behind in memory and compiled code changes no other. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SerializedError } from '@modlink/sdk';

export interface CaseRequest {
  /** URL of the module whose default export is the case. */
  readonly module: string;
  readonly request: unknown;
}

export type CaseReply = { readonly result: unknown } | { readonly error: SerializedError };

/** Built code, also when this file runs from the sources: a child process cannot run TypeScript. */
const built = new URL('../dist/', import.meta.url);

/**
 * @param module - as in `cases/throughput`, below this folder.
 * @returns what the module's default export gave for the request.
 */
export async function inFreshProcess<Request, Result>(module: string, request: Request): Promise<Result> {
  const child = fork(fileURLToPath(new URL('case-process.js', built)), {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  child.send({ module: new URL(`${module}.js`, built).href, request } satisfies CaseRequest);
  const [reply] = (await Promise.race([
    once(child, 'message'),
    exited.then(([code, signal]) => {
      throw new Error(`The process of the case ${module} ended (${signal ?? `exit code ${code}`}).`);
    }),
  ])) as [CaseReply];
  await exited;
  if ('error' in reply)
    throw new Error(`The case ${module} failed: ${reply.error.stack ?? reply.error.message}`);
  return reply.result as Result;
}
