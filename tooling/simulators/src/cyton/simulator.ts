import { setTimeout as sleep } from 'node:timers/promises';
import { PseudoTerminal } from '../pseudo-terminal.js';
import { CytonBoard, type CytonBoardOptions } from './board.js';
import type { CytonSample } from './samples.js';

export interface CytonSimulatorOptions extends CytonBoardOptions {
  /**
   * Packets per second: 250 as on the board, or `'max'`: as fast as the other end reads. No pace loses anything: where the
   * other end reads too slowly, the simulator waits.
   */
  readonly pace?: number | 'max';
}

/** About as many packets as a dongle hands over at once, and as one read takes. */
const packetsPerWrite = 64;
/** How often a paced board hands packets over: as often as the dongle's USB chip does. */
const handOverMs = 16;

/** An OpenBCI Cyton behind its dongle, on a pseudo-terminal. */
export class CytonSimulator {
  readonly samples: readonly CytonSample[];
  readonly #pace: number | 'max';
  readonly #terminal: PseudoTerminal;
  readonly #board: CytonBoard;
  /** Everything that is sent, one after another. */
  #sending: Promise<void> = Promise.resolve();
  #received = '';
  #sentSamples = 0;
  /** The streaming that runs; a later start takes its place. */
  #run = 0;

  constructor({ pace = 250, ...board }: CytonSimulatorOptions) {
    this.samples = board.samples;
    this.#pace = pace;
    this.#board = new CytonBoard(board);
    this.#terminal = new PseudoTerminal((bytes) => this.#receive(bytes));
  }

  /** The serial port to open. */
  get path(): string {
    return this.#terminal.path;
  }

  /** Every command character so far. */
  get received(): string {
    return this.#received;
  }

  /**
   * How many samples the port has taken, dropped ones included: `samples.slice(0, sentSamples)` is the truth so far. It
   * goes on counting over a stop and a new start.
   */
  get sentSamples(): number {
    return this.#sentSamples;
  }

  get isStreaming(): boolean {
    return this.#board.isStreaming;
  }

  /** Whether a `pause` fault holds the stream. */
  get isPaused(): boolean {
    return this.#board.isPaused;
  }

  /** Power, gain, input, bias, SRB2, SRB1 of each channel, as digits of the `x` command. */
  get channelSettings(): readonly string[] {
    return this.#board.channelSettings;
  }

  /** P and N of each channel, as digits of the `z` command: where the test current flows. */
  get leadOff(): readonly string[] {
    return this.#board.leadOff;
  }

  /** Ends a pause. */
  resume(): void {
    this.#board.resume();
  }

  /** Pulls the plug: the other end sees its device vanish. What it has not read yet is lost, as with a real plug. */
  unplug(): Promise<void> {
    return this.close();
  }

  /** Ends the simulation. Closing twice does nothing. */
  async close(): Promise<void> {
    this.#run += 1;
    await this.#terminal.close();
    await this.#sending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #receive(bytes: Uint8Array): void {
    for (const character of Buffer.from(bytes).toString('latin1')) {
      this.#received += character;
      this.#obey(character);
    }
  }

  #obey(character: string): void {
    const wasStreaming = this.#board.isStreaming;
    const reply = this.#board.obey(character);
    const { isStreaming } = this.#board;
    if (wasStreaming && !isStreaming) this.#run += 1;
    if (reply !== '') this.#send(Buffer.from(reply));
    if (!wasStreaming && isStreaming) void this.#stream();
  }

  #send(bytes: Uint8Array): Promise<number> {
    const sent = this.#sending.then(() => this.#terminal.write(bytes));
    this.#sending = sent.then(() => {});
    return sent;
  }

  /** Sends sample after sample until the streaming is stopped, or another one takes its place. */
  async #stream(): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    const pace = this.#pace;
    const { packetsPerSample } = this.#board;
    let dueSinceMs = performance.now();
    while (this.#run === run) {
      const due = pace === 'max' ? packetsPerWrite : ((performance.now() - dueSinceMs) * pace) / 1000;
      const batch = this.#board.take(Math.floor(Math.min(due, packetsPerWrite) / packetsPerSample));
      if (batch.length === 0) {
        if (this.#board.isPaused) dueSinceMs = performance.now();
        await sleep(handOverMs);
        continue;
      }
      this.#sentSamples += countWhole(batch, await this.#send(Buffer.concat(batch)));
      if (pace === 'max') await sleep(0);
      else dueSinceMs += (batch.length * packetsPerSample * 1000) / pace;
    }
  }
}

/** How many of the samples are whole within the first bytes. */
function countWhole(samples: readonly Buffer[], sentBytes: number): number {
  let endByte = 0;
  let whole = 0;
  for (const bytes of samples) {
    endByte += bytes.length;
    if (endByte <= sentBytes) whole += 1;
  }
  return whole;
}

/**
 * Opens a simulated Cyton: any program can open its `path` as a serial port. A program that this process starts while it is
 * open does not see it unplugged: for such a program there is `startCytonProcess`.
 */
export function openCytonSimulator(options: CytonSimulatorOptions): CytonSimulator {
  return new CytonSimulator(options);
}
