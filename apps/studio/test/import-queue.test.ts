import type { WireImportJob } from '@modlink/protocol';
import { expect, it, vi } from 'vitest';
import { ImportQueue, type ImportServer } from '../src/imports/import-queue.js';
import { shownImports } from '../src/imports/shown-imports.js';

const job = (
  importId: string,
  fileName: string,
  state: WireImportJob['state'] = 'running',
): WireImportJob => ({
  importId,
  fileName,
  state,
  bytesDone: 0,
  streams: [],
  events: 0,
  warnings: [],
  warningCount: 0,
});

const request = (name: string) => ({ file: { name, size: 10 }, labels: {} });

/** A server whose answers are given one by one. */
function slowServer() {
  const jobs: WireImportJob[] = [];
  const sends: Sending[] = [];
  const server: ImportServer<{ name: string; size: number }> = {
    jobs: async () => [...jobs],
    send: (_, signal) => {
      const send = openSending();
      signal.addEventListener('abort', () => send.reject(new Error('aborted')));
      sends.push(send);
      return send.promise;
    },
  };
  return { jobs, sends, queue: new ImportQueue(server) };
}

interface Sending {
  readonly promise: Promise<WireImportJob>;
  readonly resolve: (job: WireImportJob) => void;
  readonly reject: (error: Error) => void;
}

function openSending(): Sending {
  let resolve: Sending['resolve'] = () => undefined;
  let reject: Sending['reject'] = () => undefined;
  const promise = new Promise<WireImportJob>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

it('sends files one after the other, and knows their jobs', async () => {
  const { sends, queue } = slowServer();
  const onChange = vi.fn();
  queue.subscribe(onChange);
  queue.add([request('a.edf'), request('b.edf')]);
  await vi.waitFor(() => expect(sends).toHaveLength(1));
  expect(queue.state.queued.map(({ state }) => state)).toEqual(['sending', 'waiting']);
  sends[0]?.resolve(job('1', 'a.edf'));
  await vi.waitFor(() => expect(sends).toHaveLength(2));
  sends[1]?.resolve(job('2', 'b.edf'));
  await vi.waitFor(() => expect(queue.state.queued).toEqual([]));
  expect([...queue.state.ownIds]).toEqual(['1', '2']);
  queue.putAway('1');
  expect([...queue.state.ownIds]).toEqual(['2']);
  expect(onChange).toHaveBeenCalled();
});

it('tells why a file was not taken, and goes on with the next', async () => {
  const { jobs, sends, queue } = slowServer();
  jobs.push(job('0', 'a.edf', 'failed'));
  queue.add([request('a.edf'), request('b.edf'), request('c.edf')]);
  await vi.waitFor(() => expect(sends).toHaveLength(1));
  sends[0]?.reject(Object.assign(new Error('The server does not answer.'), { code: 'SERVER_NOT_REACHED' }));
  await vi.waitFor(() => expect(sends).toHaveLength(2));
  expect(queue.state.queued[0]).toMatchObject({
    fileName: 'a.edf',
    state: 'failed',
    problem: { code: 'SERVER_NOT_REACHED', message: 'The server does not answer.' },
  });
  // The server has a job for this one, which tells how it ended.
  jobs.push(job('1', 'b.edf', 'failed'));
  sends[1]?.reject(new Error('too large'));
  await vi.waitFor(() => expect(sends).toHaveLength(3));
  expect([...queue.state.ownIds]).toEqual(['1']);
  expect(queue.state.queued.map(({ fileName }) => fileName)).toEqual(['a.edf', 'c.edf']);
});

it('takes files out, also the one that is being sent', async () => {
  const { sends, queue } = slowServer();
  queue.add([request('a.edf'), request('b.edf'), request('c.edf')]);
  await vi.waitFor(() => expect(sends).toHaveLength(1));
  const [a, b] = queue.state.queued.map(({ key }) => key);
  queue.remove(b ?? 0);
  queue.remove(a ?? 0);
  await vi.waitFor(() => expect(sends).toHaveLength(2));
  expect(queue.state.queued).toMatchObject([{ fileName: 'c.edf', state: 'sending' }]);
});

it('shows each import once: those that go on, and own ones that ended', () => {
  const imports = [
    job('1', 'old.edf', 'finished'),
    job('2', 'own.edf', 'failed'),
    job('3', 'a.edf', 'receiving'),
  ];
  const queued = ['a.edf', 'b.edf'].map((fileName, key) => ({
    key,
    fileName,
    sizeBytes: 1,
    state: key === 0 ? ('sending' as const) : ('waiting' as const),
  }));
  const shown = shownImports(imports, { queued, ownIds: new Set(['2']) });
  expect(shown.jobs.map(({ importId }) => importId)).toEqual(['2', '3']);
  expect(shown.queued.map(({ fileName }) => fileName)).toEqual(['b.edf']);
});
