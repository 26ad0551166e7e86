/** The process that one case runs in: gets its request as a message, answers with its result, ends. */
import { serializeError } from '@modlink/sdk';
import type { CaseReply, CaseRequest } from './fresh-process.js';

process.once('message', async ({ module, request }: CaseRequest) => {
  const { default: run } = (await import(module)) as { default: (request: unknown) => Promise<unknown> };
  const reply: CaseReply = await run(request).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: serializeError(error) }),
  );
  process.send?.(reply, () => process.exit());
});
