/**
 * What passes between a host and a worker thread, beside the batches of records (`wire.ts`) that the worker posts.
 */

/** What a worker starts with. */
export interface WorkerSettings {
  /** Bytes of frames that may wait in the worker before frames are dropped. */
  readonly maxPendingBytes: number;
}

/** `taken`: the host has read the batch that was posted. `message`: a `HostMessage`, as JSON, as it goes to a process. */
export type WorkerCommand = { readonly type: 'taken' } | { readonly type: 'message'; readonly json: string };
