import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, normalizeBleUuid, type TransportError, type TransportKind } from '@modlink/sdk';
import type { Capture } from '../format/capture-file.js';
import { decodeBytes } from '../format/json-bytes.js';
import { transportShapes } from '../transport-shapes.js';
import { mismatch } from './mismatch.js';

/** A device, with the captures of its connections in the order of their making. */
export class CapturedDevice {
  /** What opens it: a path, an id. */
  readonly name: string;
  readonly #captures: readonly Capture[];
  #openings = 0;
  #isThere = true;

  constructor(name: string, captures: readonly Capture[]) {
    this.name = name;
    this.#captures = captures;
  }

  /** False once it went away for good. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** What a search said of it when it was captured. */
  describe(): object {
    const found = this.#captures.find(({ header }) => header.device !== undefined) ?? this.#next;
    const { device, open, kind } = found.header;
    return decodeBytes(device ?? transportShapes[kind].describe(open.method, open.options)) as object;
  }

  /** The next capture that was opened in this way. @throws {CaptureError} `CAPTURE_MISMATCH` when none was. */
  take(method: string, options: JsonObject): Capture {
    const captures = this.#captures;
    const inTurn = captures.map((_, index) => (this.#openings + index) % captures.length);
    for (const index of inTurn) {
      const capture = captures[index] as Capture;
      const { open } = capture.header;
      if (open.method !== method || !isDeepStrictEqual(open.options, options)) continue;
      this.#openings = index + 1;
      return capture;
    }
    const { name, header } = this.#next;
    throw mismatch(
      name,
      { method, args: [options] },
      { method: header.open.method, args: [header.open.options] },
    );
  }

  /** A connection ended. A device that was unplugged is back when there is a capture from after that. */
  ended(loss: TransportError | undefined): void {
    const isUnplugged = loss?.code === 'DEVICE_UNPLUGGED';
    if (isUnplugged && this.#openings >= this.#captures.length) this.#isThere = false;
  }

  get #next(): Capture {
    return this.#captures[this.#openings % this.#captures.length] as Capture;
  }
}

/** The devices of one kind, by name. */
export function devicesOf(kind: TransportKind, captures: readonly Capture[]): Map<string, CapturedDevice> {
  const { id } = transportShapes[kind];
  const inOrder = captures
    .filter(({ header }) => header.kind === kind)
    .sort((a, b) => (a.header.startNs < b.header.startNs ? -1 : 1));
  const nameOf = ({ header }: Capture): string => String(header.open.options[id]);
  const names = new Set(inOrder.map(nameOf));
  return new Map(
    [...names].map((name) => [
      name,
      new CapturedDevice(
        name,
        inOrder.filter((capture) => nameOf(capture) === name),
      ),
    ]),
  );
}

/** Whether a peripheral advertises one of these; all do where none are given. */
export function isWanted(device: object, serviceUuids: readonly string[] = []): boolean {
  const wanted = serviceUuids.map(normalizeBleUuid);
  const { serviceUuids: advertised = [] } = device as { readonly serviceUuids?: readonly string[] };
  return wanted.length === 0 || wanted.some((uuid) => advertised.includes(uuid));
}
