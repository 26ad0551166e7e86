import { AsyncResource } from 'node:async_hooks';
import { DriverRuntime } from '../isolate/driver-runtime.js';
import type { HostMessage, IsolateMessage } from '../isolate/messages.js';
import type { Carrier, CarrierSink, KillCause } from './carrier.js';

/**
 * Runs a driver in this process: for tests, and for embedding drivers that are trusted not to block or crash.
 * Messages are copied through JSON, so that a driver sees the same values as behind a process boundary.
 */
export function startInlineCarrier(sink: CarrierSink): Carrier {
  let ended = false;
  const runtime = new DriverRuntime({
    send(message) {
      if (!ended) sink.onMessage(copy<IsolateMessage>(message));
    },
    sendFrame(index, bytes) {
      if (ended) return false;
      sink.onFrame(index, bytes.slice(), 0);
      return true;
    },
    // The memory of this process says nothing about the driver.
    memoryBytes: () => 0,
  });
  // As behind a process boundary, a call carries nothing of its caller's async context: the driver may be the caller.
  const receive = AsyncResource.bind((message: HostMessage) => {
    if (!ended) runtime.receive(copy(message));
  });
  const end = (cause: 'closed' | KillCause) => {
    if (ended) return;
    ended = true;
    runtime.abandon().catch(() => {});
    queueMicrotask(() => sink.onExit({ cause, exitCode: null, signal: null, stderr: '' }));
  };
  return {
    pid: undefined,
    // Never within the caller's own turn: a call cannot be answered before it was registered.
    send: (message) => queueMicrotask(() => receive(message)),
    close: () => end('closed'),
    kill: end,
  };
}

const copy = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;
