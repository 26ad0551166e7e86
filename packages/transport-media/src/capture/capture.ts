import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Clock, TransportError } from '@modlink/sdk';
import { captureEnded, ffmpegMissing, openingFailed, openingTooSlow } from '../errors.js';
import type { Machine } from '../machine.js';
import { FfmpegLog } from './ffmpeg-log.js';
import { PacketAssembler } from './packet-assembler.js';
import { type PacketLine, PacketLines } from './packet-lines.js';

/** @param bytes - valid during the call only. */
export type TimedPacketListener = (bytes: Uint8Array, packet: PacketLine, arrivalNs: bigint) => void;

export interface CaptureOptions {
  readonly machine: Machine;
  readonly clock: Clock;
  /** What errors call the input. */
  readonly id: string;
  readonly kind: 'camera' | 'microphone';
  /** Of ffmpeg. */
  readonly args: readonly string[];
}

/** Network cameras may need some time to answer, and old ones to wake up. */
const openingLimitMs = 30_000;
/** ffmpeg has said the rate before its first picture, but on another pipe. */
const rateLimitMs = 500;
/** How long ffmpeg may take to end after it was asked to, and after it was told to. */
const patienceMs = { asked: 500, told: 1_500 };

/** ffmpeg at work, from its start to its end. */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #child: ChildProcess;
  readonly #properties = new Map<string, string>();
  readonly #log = new FfmpegLog();
  #onPacket: TimedPacketListener | undefined;
  #hasPacket = false;
  #isEnding = false;
  #onBegun: (error?: TransportError) => void = () => {};
  #rateTimer: NodeJS.Timeout | undefined;
  /** The first packet is there; rejects where ffmpeg ends before. */
  readonly begun: Promise<void>;
  /** ffmpeg has ended, and all packets were delivered: with an error where it was not asked to. */
  readonly ended: Promise<TransportError | undefined>;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.begun = new Promise((resolve, reject) => {
      this.#onBegun = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.#child = options.machine.startFfmpeg(options.args);
    this.#readPackets();
    this.ended = this.#untilEnded();
  }

  /** What the stream is: `dimensions`, `codec_id`. Known once it has begun. */
  property(name: string): string | undefined {
    return this.#properties.get(name);
  }

  /** Pictures per second, where ffmpeg tells. Known once it has begun. */
  get frameRateHz(): number | undefined {
    return this.#log.frameRateHz;
  }

  /** Packets go there from now on; without listener they are dropped. */
  listen(onPacket: TimedPacketListener): void {
    this.#onPacket = onPacket;
  }

  /** Asks ffmpeg to end, tells it to, and kills it, each after a while; what still comes is dropped. Resolves when it has ended. */
  async end(): Promise<void> {
    if (!this.#isEnding) {
      this.#isEnding = true;
      this.#onPacket = undefined;
      this.#child.stdin?.write('q');
      // Before the first packet ffmpeg opens its input, and does not listen.
      const askedMs = this.#hasPacket ? patienceMs.asked : 0;
      const timers = [
        setTimeout(() => this.#child.kill('SIGTERM'), askedMs),
        setTimeout(() => this.#child.kill('SIGKILL'), askedMs + patienceMs.told),
      ];
      void this.ended.then(() => timers.forEach(clearTimeout));
    }
    await this.ended;
  }

  #readPackets(): void {
    const assembler = new PacketAssembler((bytes, packet) => {
      const arrivalNs = this.#options.clock.nowNs();
      this.#hasPacket = true;
      this.#tellBegin();
      this.#onPacket?.(bytes, packet, arrivalNs);
    });
    const lines = new PacketLines({
      onProperty: (name, value) => this.#properties.set(name, value),
      onPacket: (packet) => assembler.pushPacket(packet),
    });
    const { stdin, stdout, stderr, stdio } = this.#child;
    // A pipe that breaks is how a process ends, of which `close` tells.
    for (const stream of [stdin, stdout, stderr, stdio[3]]) stream?.on('error', () => {});
    stdout?.on('data', (bytes: Uint8Array) => assembler.pushBytes(bytes));
    (stdio[3] as Readable | null)?.on('data', (bytes: Buffer) => lines.push(bytes.toString('latin1')));
    const decoder = new StringDecoder('utf8');
    stderr?.on('data', (bytes: Buffer) => {
      this.#log.push(decoder.write(bytes));
      this.#tellBegin();
    });
  }

  #tellBegin(): void {
    if (!this.#hasPacket) return;
    if (this.#options.kind === 'microphone' || this.frameRateHz !== undefined) this.#onBegun();
    else this.#rateTimer ??= setTimeout(() => this.#onBegun(), rateLimitMs);
  }

  async #untilEnded(): Promise<TransportError | undefined> {
    const { id, kind, machine } = this.#options;
    let error: TransportError | undefined;
    const openingTimer = setTimeout(() => {
      error = openingTooSlow(id, kind, openingLimitMs);
      this.#child.kill('SIGKILL');
    }, openingLimitMs);
    void this.begun.then(
      () => clearTimeout(openingTimer),
      () => {},
    );
    await new Promise<void>((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', (cause: NodeJS.ErrnoException) => {
        error = ffmpegMissing(machine.platform, cause);
        resolve();
      });
    });
    clearTimeout(openingTimer);
    clearTimeout(this.#rateTimer);
    error ??= this.#hasPacket
      ? captureEnded(id, this.#log.lastWords)
      : openingFailed({ id, kind, platform: machine.platform, log: this.#log });
    this.#onBegun(error);
    return this.#isEnding ? undefined : error;
  }
}
