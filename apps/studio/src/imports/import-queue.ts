import type { RouteCall, WireImportJob } from '@modlink/protocol';

/** What is said of a file that is imported. */
export type ImportLabels = Omit<RouteCall<'startImport'>['query'], 'fileName'>;

export interface ImportRequest<File extends QueuedFile = QueuedFile> {
  readonly file: File;
  readonly labels: ImportLabels;
}

interface QueuedFile {
  readonly name: string;
  readonly size: number;
}

/** A file that the server does not have yet, or did not take. */
export interface QueuedImport {
  readonly key: number;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly state: 'waiting' | 'sending' | 'failed';
  readonly problem?: { readonly code?: string | undefined; readonly message: string } | undefined;
}

export interface ImportQueueState {
  readonly queued: readonly QueuedImport[];
  /** Jobs that were begun here, and were not put away. */
  readonly ownIds: ReadonlySet<string>;
}

export interface ImportServer<File extends QueuedFile> {
  /** Ends when the server has the file. */
  send(request: ImportRequest<File>, signal: AbortSignal): Promise<WireImportJob>;
  jobs(): Promise<readonly WireImportJob[]>;
}

interface Entry<File extends QueuedFile> extends QueuedImport {
  readonly request: ImportRequest<File>;
  readonly controller: AbortController;
}

/** Sends files one after the other: two at once would each take twice as long. It goes on while other pages are shown. */
export class ImportQueue<File extends QueuedFile = QueuedFile> {
  readonly #server: ImportServer<File>;
  readonly #listeners = new Set<() => void>();
  #entries: readonly Entry<File>[] = [];
  #ownIds: ReadonlySet<string> = new Set();
  #state: ImportQueueState = { queued: [], ownIds: this.#ownIds };
  #isSending = false;
  #nextKey = 1;

  constructor(server: ImportServer<File>) {
    this.#server = server;
  }

  /** The same object as long as nothing changed. */
  get state(): ImportQueueState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  add(requests: readonly ImportRequest<File>[]): void {
    const added = requests.map(
      (request): Entry<File> => ({
        key: this.#nextKey++,
        fileName: request.file.name,
        sizeBytes: request.file.size,
        state: 'waiting',
        request,
        controller: new AbortController(),
      }),
    );
    this.#change([...this.#entries, ...added]);
    void this.#sendAll();
  }

  /** Takes a file out; where it is being sent, that is ended, and the server cancels the import. */
  remove(key: number): void {
    this.#entries.find((each) => each.key === key)?.controller.abort();
    this.#change(this.#entries.filter((each) => each.key !== key));
  }

  /** Puts a job away that has ended. */
  putAway(importId: string): void {
    this.#ownIds = new Set([...this.#ownIds].filter((each) => each !== importId));
    this.#change(this.#entries);
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (;;) {
      const next = this.#entries.find(({ state }) => state === 'waiting');
      if (next === undefined) break;
      await this.#send(next);
    }
    this.#isSending = false;
  }

  async #send(entry: Entry<File>): Promise<void> {
    this.#replace(entry, { ...entry, state: 'sending' });
    let known: ReadonlySet<string> = new Set();
    try {
      known = new Set((await this.#server.jobs()).map(({ importId }) => importId));
      const { importId } = await this.#server.send(entry.request, entry.controller.signal);
      this.#end(entry, importId);
    } catch (error) {
      // Where the server has a job for it, that tells how it ended: also of a file that was refused while it was sent.
      const jobs = await this.#server.jobs().catch(() => []);
      const job = jobs.find(({ importId, fileName }) => fileName === entry.fileName && !known.has(importId));
      if (job !== undefined) this.#end(entry, job.importId);
      else {
        const { code, message } = error as { readonly code?: string; readonly message: string };
        this.#replace(entry, { ...entry, state: 'failed', problem: { code, message } });
      }
    }
  }

  #end({ key }: Entry<File>, importId: string): void {
    this.#ownIds = new Set([...this.#ownIds, importId]);
    this.#change(this.#entries.filter((each) => each.key !== key));
  }

  /** Not one that was taken out meanwhile. */
  #replace({ key }: Entry<File>, entry: Entry<File>): void {
    this.#change(this.#entries.map((each) => (each.key === key ? entry : each)));
  }

  #change(entries: readonly Entry<File>[]): void {
    this.#entries = entries;
    const queued = entries.map(({ request: _, controller: __, ...each }) => each);
    this.#state = { queued, ownIds: this.#ownIds };
    for (const listener of this.#listeners) listener();
  }
}
