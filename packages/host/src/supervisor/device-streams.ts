import { StreamDescriptor } from '@modlink/sdk';
import type { Bus, BusStream } from '../bus/bus.js';
import type { HostEvents } from '../events/host-events.js';
import type { IsolateMessage } from '../isolate/messages.js';

/** The streams of one device on the bus, and which of them the isolate means by an index. */
export class DeviceStreams {
  readonly #deviceId: string;
  readonly #bus: Bus;
  readonly #events: HostEvents;
  #byIndex: BusStream[] = [];
  #current: readonly BusStream[] = [];

  constructor(deviceId: string, bus: Bus, events: HostEvents) {
    this.#deviceId = deviceId;
    this.#bus = bus;
    this.#events = events;
  }

  get current(): readonly BusStream[] {
    return this.#current;
  }

  /** Where the numbering of each stream goes on when the device comes back. */
  firstSeq(): Record<string, number> {
    return Object.fromEntries(
      this.#current.map(({ descriptor, nextSeq }) => [descriptor.streamKey, nextSeq]),
    );
  }

  /** Takes the streams that an isolate names from now on. Those that are the same stay on the bus as they are. */
  declare({ streams }: Extract<IsolateMessage, { type: 'streams' }>): void {
    const before = this.#current;
    this.#byIndex = [];
    this.#current = streams.map(({ index, descriptor }) => {
      const stream = this.#bus.declare(new StreamDescriptor(descriptor));
      this.#byIndex[index] = stream;
      return stream;
    });
    const streamIds = this.#current.map(({ streamId }) => streamId);
    for (const { streamId } of before) if (!streamIds.includes(streamId)) this.#bus.retire(streamId);
    const same = before.length === streams.length && this.#current.every((stream) => before.includes(stream));
    if (!same) this.#events.emit('streams-changed', { deviceId: this.#deviceId, streamIds });
  }

  /** @param dropped - frames that the isolate dropped before this one. */
  publish(index: number, bytes: Uint8Array, dropped: number): void {
    const stream = this.#byIndex[index];
    if (stream === undefined) return;
    if (dropped > 0) {
      this.#events.emit('frames-dropped', {
        deviceId: this.#deviceId,
        streamId: stream.streamId,
        count: dropped,
      });
    }
    this.#bus.publish(stream, bytes, dropped);
  }

  /** The device is gone: its streams leave the bus. */
  retire(): void {
    for (const { streamId } of this.#current) this.#bus.retire(streamId);
  }
}
