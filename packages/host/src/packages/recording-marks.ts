/**
 * Tells other processes which packages a recording of this host uses, so that `modlink update` on a terminal does not change
 * a driver that the studio records with. A mark is a file in the prefix of the package, with the process in its name; that of
 * a process that is gone does not count.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessRunning } from '@modlink/installer/installed';
import type { Unsubscribe } from '@modlink/sdk';
import type { HostEvents, HostEventType } from '../events/host-events.js';
import { inTurn } from '../settings/in-turn.js';

const markPattern = /^\.recording-(\d+)-[0-9a-f]+$/;

/** After these a recording may use another driver than before. */
const changes: readonly HostEventType[] = [
  'recording-started',
  'recording-finished',
  'recording-failed',
  'device-connected',
  'streams-changed',
];

export interface RecordingMarksOptions {
  readonly events: HostEvents;
  /** The prefixes of the packages that a recording of this host uses now. */
  readonly recordedPrefixes: () => ReadonlySet<string>;
}

/** The marks of one host. */
export class RecordingMarks {
  readonly #options: RecordingMarksOptions;
  readonly #name = `.recording-${process.pid}-${randomBytes(4).toString('hex')}`;
  readonly #marked = new Set<string>();
  readonly #end: Unsubscribe;

  constructor(options: RecordingMarksOptions) {
    this.#options = options;
    this.#end = options.events.onAny(({ type }) => {
      if (changes.includes(type)) void this.#update();
    });
  }

  async close(): Promise<void> {
    this.#end();
    await inTurn(this.#name, () => this.#set(new Set()));
  }

  #update(): Promise<void> {
    return inTurn(this.#name, () => this.#set(this.#options.recordedPrefixes()));
  }

  async #set(wanted: ReadonlySet<string>): Promise<void> {
    for (const prefix of wanted) {
      if (this.#marked.has(prefix)) continue;
      this.#marked.add(prefix);
      // A folder that cannot be written cannot be updated either.
      await writeFile(join(prefix, this.#name), '').catch(() => undefined);
    }
    for (const prefix of this.#marked) {
      if (wanted.has(prefix)) continue;
      this.#marked.delete(prefix);
      await rm(join(prefix, this.#name), { force: true }).catch(() => undefined);
    }
  }
}

/** The process of another host that records with the package of a prefix; marks of processes that are gone are removed. */
export async function recordedByOther(prefix: string): Promise<number | undefined> {
  for (const name of await readdir(prefix).catch(() => [])) {
    const pid = Number(markPattern.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) continue;
    if (isProcessRunning(pid)) return pid;
    await rm(join(prefix, name), { force: true });
  }
  return undefined;
}
