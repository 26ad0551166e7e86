import type { Clock, SerialConnection, SerialOpenOptions, SerialTransport } from '@modlink/sdk';
import { DataListeners } from '../transport/data-listeners.js';
import { type CaptureEvent, formatCaptureEvent, formatCaptureHeader } from './capture.js';

/** Takes one connection's capture, line by line; lines end with a line break. */
export type CaptureSink = (line: string) => void;

/** Omit that keeps the alternatives of a union apart. */
type Untimed<Event> = Event extends unknown ? Omit<Event, 'offsetNs'> : never;

/**
 * A serial transport that writes down what goes over it.
 * @param openSink - asked once per connection that a driver opens, for where its capture goes: a file of its own.
 * @param clock - the host clock, by which arrivals are stamped.
 */
export function captureSerial(
  transport: SerialTransport,
  openSink: (path: string) => CaptureSink,
  clock: Clock,
): SerialTransport {
  return {
    list: () => transport.list(),
    watch: (onChange) => transport.watch(onChange),
    async open(options) {
      return capture(await transport.open(options), options, openSink(options.path), clock);
    },
  };
}

function capture(
  connection: SerialConnection,
  { path, baudRate }: SerialOpenOptions,
  sink: CaptureSink,
  clock: Clock,
): SerialConnection {
  const startNs = clock.nowNs();
  let lastNs = 0;
  sink(`${formatCaptureHeader({ path, baudRate, startNs })}\n`);
  const note = (event: Untimed<CaptureEvent>, atNs: bigint): void => {
    // The clock of a transport and that of the capture are the same, but an arrival may be told a moment late.
    lastNs = Math.max(lastNs, Number(atNs - startNs));
    sink(`${formatCaptureEvent({ ...event, offsetNs: lastNs })}\n`);
  };
  const listeners = new DataListeners();
  // From the beginning, also while the driver does not listen yet: each chunk with the time of its arrival.
  connection.onData((bytes, arrivalNs) => {
    if (bytes.length > 0) note({ kind: 'received', bytes }, arrivalNs);
    listeners.deliver(bytes, arrivalNs);
  });
  connection.onClose((error) => {
    listeners.deliverKept();
    note({ kind: 'ended', code: error?.code ?? '' }, clock.nowNs());
  });
  return {
    path: connection.path,
    get isOpen() {
      return connection.isOpen;
    },
    onData: (listener) => listeners.add(listener),
    onClose: (listener) => connection.onClose(listener),
    write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
      if (bytes.length > 0) note({ kind: 'written', bytes }, clock.nowNs());
      return connection.write(data);
    },
    setSignals: (signals) => connection.setSignals(signals),
    close: () => connection.close(),
  };
}
