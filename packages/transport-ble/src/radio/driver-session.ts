import type { Socket } from 'node:net';
import { TransportError } from '@modlink/sdk';
import { failureOf } from '../errors.js';
import { MessageSocket } from '../wire/message-socket.js';
import type { FromRadio, RadioRequest, ToRadio } from '../wire/messages.js';
import type { PeripheralLink } from './peripheral-link.js';
import type { Radio } from './radio.js';

/** What one driver's process does with the radio. When it goes, its scans and connections end. */
export class DriverSession {
  readonly #radio: Radio;
  readonly #channel: MessageSocket<ToRadio, FromRadio>;
  readonly #links = new Map<number, PeripheralLink>();
  readonly #running = new Map<number, AbortController>();
  #isClosed = false;

  /** @param onEnd - called once everything has ended. */
  constructor(socket: Socket, radio: Radio, onEnd: () => void) {
    this.#radio = radio;
    this.#channel = new MessageSocket(
      socket,
      (message) => void this.#receive(message),
      () => void this.#end().finally(onEnd),
    );
    this.#channel.send({ kind: 'hello', pid: process.pid });
  }

  async #receive(message: ToRadio): Promise<void> {
    const { call } = message;
    if (message.kind === 'cancel') {
      this.#running.get(call)?.abort(closed('It was called off.'));
      return;
    }
    const controller = new AbortController();
    this.#running.set(call, controller);
    try {
      const value = await this.#answer(message, controller.signal);
      this.#channel.send({ kind: 'result', call, value });
    } catch (error) {
      this.#channel.send({ kind: 'failure', call, ...failureOf(error) });
    } finally {
      this.#running.delete(call);
    }
  }

  async #answer(request: RadioRequest, signal: AbortSignal): Promise<unknown> {
    switch (request.kind) {
      case 'scan':
        return await this.#radio.scan(request.serviceUuids, request.timeoutMs, signal);
      case 'connect':
        return await this.#connect(request.link, request.peripheral, request.timeoutMs, signal);
      case 'disconnect':
        return await this.#links.get(request.link)?.disconnect();
      case 'services':
        return await this.#link(request.link).services();
      case 'rssi':
        return await this.#link(request.link).rssiDbm();
      case 'read':
        return await this.#link(request.link).read(request.service, request.characteristic);
      case 'write': {
        const { link, service, characteristic, bytes, withoutResponse } = request;
        return await this.#link(link).write(service, characteristic, bytes, withoutResponse);
      }
      case 'subscribe':
        return await this.#link(request.link).subscribe(request.service, request.characteristic);
      case 'unsubscribe':
        return await this.#link(request.link).unsubscribe(request.service, request.characteristic);
    }
  }

  async #connect(number: number, id: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const link = await this.#radio.connect(id, timeoutMs, signal, {
      onData: (service, characteristic, bytes, atNs) =>
        this.#channel.send({ kind: 'data', link: number, service, characteristic, bytes, atNs }),
      onMtu: (mtuBytes) => this.#channel.send({ kind: 'mtu', link: number, mtuBytes }),
      onLost: (error) => this.#channel.send({ kind: 'lost', link: number, ...failureOf(error) }),
    });
    this.#links.set(number, link);
    link.ended.then(() => this.#links.delete(number));
    // The driver's process went while it was connected.
    if (this.#isClosed) await link.disconnect();
  }

  #link(number: number): PeripheralLink {
    const link = this.#links.get(number);
    if (link === undefined) throw closed('The connection is closed.');
    return link;
  }

  async #end(): Promise<void> {
    this.#isClosed = true;
    for (const controller of this.#running.values()) controller.abort(closed('Its driver is gone.'));
    await Promise.all([...this.#links.values()].map((link) => link.disconnect()));
  }
}

function closed(message: string): TransportError {
  return new TransportError('CONNECTION_CLOSED', message);
}
