import { setTimeout as sleep } from 'node:timers/promises';
import { PseudoTerminal } from '../pseudo-terminal.js';
import { type CytonBoardState, CytonCommands, createBoardState } from './commands.js';
import { type CytonFault, encodeWithFaults } from './faults.js';
import type { CytonSample } from './samples.js';

export interface CytonSimulatorOptions {
  /** What the board measures: rows of 8 counts, or of 16 with a Daisy module. */
  readonly samples: readonly CytonSample[];
  /** Starts again with the first sample after the last one. `false`: it falls silent at the end. */
  readonly repeat?: boolean;
  /**
   * Packets per second: 250 as on the board, or `'max'`: as fast as the other end reads. No pace loses anything: where the
   * other end reads too slowly, the simulator waits.
   */
  readonly pace?: number | 'max';
  /** The sample number with which each start of streaming begins. 0 as on the board; even where there is a Daisy. */
  readonly firstSampleNumber?: number;
  readonly faults?: readonly CytonFault[];
  /** As the `v` command reports it. */
  readonly firmware?: string;
  /**
   * `'off'`: only the dongle is there, and answers that the board does not; `'silent'`: nothing answers, as where the port
   * belongs to another kind of device.
   */
  readonly board?: 'ready' | 'off' | 'silent';
}

/** About as many packets as a dongle hands over at once, and as one read takes. */
const packetsPerWrite = 64;
/** How often a paced board hands packets over: as often as the dongle's USB chip does. */
const handOverMs = 16;

/** An OpenBCI Cyton behind its dongle, on a pseudo-terminal. */
export class CytonSimulator {
  readonly samples: readonly CytonSample[];
  readonly #options: CytonSimulatorOptions;
  readonly #terminal: PseudoTerminal;
  readonly #state: CytonBoardState;
  readonly #commands: CytonCommands;
  readonly #faults = new Map<number, CytonFault[]>();
  /** Everything that is sent, one after another. */
  #sending: Promise<void> = Promise.resolve();
  #received = '';
  #sentSamples = 0;
  /** The sample that the board measures next. */
  #nextSample = 0;
  #isPaused = false;
  /** The streaming that runs; a later start takes its place. */
  #run = 0;

  constructor(options: CytonSimulatorOptions) {
    this.samples = options.samples;
    this.#options = options;
    this.#state = createBoardState({
      firmware: options.firmware ?? 'v3.1.1',
      hasDaisy: options.samples[0]?.counts.length === 16,
    });
    this.#commands = new CytonCommands(this.#state);
    for (const fault of options.faults ?? []) {
      this.#faults.set(fault.sample, [...(this.#faults.get(fault.sample) ?? []), fault]);
    }
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
    return this.#state.streaming;
  }

  /** Whether a `pause` fault holds the stream. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Power, gain, input, bias, SRB2, SRB1 of each channel, as digits of the `x` command. */
  get channelSettings(): readonly string[] {
    return this.#state.channelSettings;
  }

  /** Ends a pause. */
  resume(): void {
    this.#isPaused = false;
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
    const { board = 'ready' } = this.#options;
    if (board === 'silent') return;
    if (board === 'off') {
      this.#send(Buffer.from('Failure: Communications timeout - Device failed to poll host$$$'));
      return;
    }
    const wasStreaming = this.#state.streaming;
    const reply = this.#commands.take(character);
    if (wasStreaming && !this.#state.streaming) this.#run += 1;
    if (reply !== '') this.#send(Buffer.from(reply));
    if (!wasStreaming && this.#state.streaming) void this.#stream();
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
    const { pace = 250 } = this.#options;
    const packetsPerSample = this.#state.daisyAttached ? 2 : 1;
    let sampleNumber = this.#options.firstSampleNumber ?? 0;
    let dueSinceMs = performance.now();
    while (this.#run === run) {
      const due = pace === 'max' ? packetsPerWrite : ((performance.now() - dueSinceMs) * pace) / 1000;
      const count = Math.floor(Math.min(due, packetsPerWrite) / packetsPerSample);
      const batch = this.#takeSamples(count, sampleNumber, packetsPerSample);
      if (batch.length === 0) {
        if (this.#isPaused) dueSinceMs = performance.now();
        await sleep(handOverMs);
        continue;
      }
      sampleNumber = (sampleNumber + batch.length * packetsPerSample) % 256;
      this.#sentSamples += countWhole(batch, await this.#send(Buffer.concat(batch)));
      if (pace === 'max') await sleep(0);
      else dueSinceMs += (batch.length * packetsPerSample * 1000) / pace;
    }
  }

  /** At most `count` samples from where the stream stands: none while it is paused or at its end. */
  #takeSamples(count: number, sampleNumber: number, packetsPerSample: number): Buffer[] {
    const taken: Buffer[] = [];
    while (taken.length < count && !this.#isPaused) {
      const index = this.#nextSample;
      const sample = this.#sampleAt(index);
      if (sample === undefined) break;
      const faults = this.#faults.get(index) ?? [];
      if (faults.some((fault) => fault.kind === 'pause')) {
        // Once: after resume() the stream goes on with this very sample.
        this.#faults.set(
          index,
          faults.filter((fault) => fault.kind !== 'pause'),
        );
        this.#isPaused = true;
        break;
      }
      taken.push(encodeWithFaults(sampleNumber + taken.length * packetsPerSample, sample, faults));
      this.#nextSample += 1;
    }
    return taken;
  }

  #sampleAt(index: number): CytonSample | undefined {
    const sample = this.samples[this.#options.repeat ? index % this.samples.length : index];
    if (sample === undefined) return undefined;
    const counts = sample.counts
      .slice(0, this.#state.daisyAttached ? 16 : 8)
      .map((count, channel) => (this.#state.channelSettings[channel]?.startsWith('1') ? 0 : count));
    return { counts, accel: sample.accel };
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
