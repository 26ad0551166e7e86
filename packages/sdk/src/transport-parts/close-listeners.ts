import type { TransportError } from '../errors.js';
import type { Unsubscribe } from '../transports/transport.js';
import { callApart } from './call-apart.js';

/** Told once that a connection has ended: without an error after `close()`, with the loss of the device otherwise. */
export type CloseListener = (error: TransportError | undefined) => void;

/** Who waits for the end of a connection. */
export class CloseListeners {
  readonly #listeners = new Set<CloseListener>();
  #end: { readonly error: TransportError | undefined } | undefined;

  /** One that comes after the end is told soon. */
  add(listener: CloseListener): Unsubscribe {
    const end = this.#end;
    if (end === undefined) this.#listeners.add(listener);
    else queueMicrotask(() => listener(end.error));
    return () => this.#listeners.delete(listener);
  }

  /** The connection has ended: tells everyone, each apart from the others. Only the first end counts. */
  end(error: TransportError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const listener of this.#listeners) callApart(() => listener(error));
    this.#listeners.clear();
  }
}
