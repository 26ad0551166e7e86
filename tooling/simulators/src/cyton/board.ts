import { type CytonBoardState, CytonCommands, createBoardState } from './commands.js';
import { type CytonFault, encodeWithFaults } from './faults.js';
import { testCurrentCounts } from './lead-off.js';
import type { CytonSample } from './samples.js';

export interface CytonBoardOptions {
  /** What the board measures: rows of 8 counts, or of 16 with a Daisy module. */
  readonly samples: readonly CytonSample[];
  /** Starts again with the first sample after the last one. `false`: it falls silent at the end. */
  readonly repeat?: boolean;
  /** The sample number with which each start of streaming begins. 0 as on the board; even where there is a Daisy. */
  readonly firstSampleNumber?: number;
  readonly faults?: readonly CytonFault[];
  /** What the board measures while it sends its test current through an electrode; 5 kOhm when absent. */
  readonly impedanceOhm?: number;
  /** As the `v` command reports it. */
  readonly firmware?: string;
  /**
   * `'off'`: only the dongle is there, and answers that the board does not; `'silent'`: nothing answers, as where the port
   * belongs to another kind of device.
   */
  readonly board?: 'ready' | 'off' | 'silent';
}

/** What a Cyton does about each command, and the bytes of its stream: without a port, and without a clock. */
export class CytonBoard {
  readonly #options: CytonBoardOptions;
  readonly #state: CytonBoardState;
  readonly #commands: CytonCommands;
  readonly #faults = new Map<number, CytonFault[]>();
  /** The sample that the board measures next. */
  #nextSample = 0;
  /** The number of the next packet, from 0 to 255. */
  #sampleNumber = 0;
  #isPaused = false;

  constructor(options: CytonBoardOptions) {
    this.#options = options;
    this.#state = createBoardState({
      firmware: options.firmware ?? 'v3.1.1',
      hasDaisy: options.samples[0]?.counts.length === 16,
    });
    this.#commands = new CytonCommands(this.#state);
    for (const fault of options.faults ?? []) {
      this.#faults.set(fault.sample, [...(this.#faults.get(fault.sample) ?? []), fault]);
    }
  }

  get isStreaming(): boolean {
    return this.#state.streaming;
  }

  /** Whether a `pause` fault holds the stream. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** With a Daisy module a sample takes two packets. */
  get packetsPerSample(): number {
    return this.#state.daisyAttached ? 2 : 1;
  }

  /** Power, gain, input, bias, SRB2, SRB1 of each channel, as digits of the `x` command. */
  get channelSettings(): readonly string[] {
    return this.#state.channelSettings;
  }

  /** P and N of each channel, as digits of the `z` command: where the test current flows. */
  get leadOff(): readonly string[] {
    return this.#state.leadOff;
  }

  /** Ends a pause. */
  resume(): void {
    this.#isPaused = false;
  }

  /** Takes one command character. @returns what is answered: text, or `''`. */
  obey(character: string): string {
    const { board = 'ready', firstSampleNumber = 0 } = this.#options;
    if (board === 'silent') return '';
    if (board === 'off') return 'Failure: Communications timeout - Device failed to poll host$$$';
    const wasStreaming = this.#state.streaming;
    const reply = this.#commands.take(character);
    if (!wasStreaming && this.#state.streaming) this.#sampleNumber = firstSampleNumber;
    return reply;
  }

  /** At most `count` samples from where the stream stands: none while it is paused or at its end. */
  take(count: number): Buffer[] {
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
      taken.push(encodeWithFaults(this.#sampleNumber, sample, faults));
      this.#sampleNumber = (this.#sampleNumber + this.packetsPerSample) % 256;
      this.#nextSample += 1;
    }
    return taken;
  }

  #sampleAt(index: number): CytonSample | undefined {
    const { samples, repeat = false, impedanceOhm = 5_000 } = this.#options;
    const sample = samples[repeat ? index % samples.length : index];
    if (sample === undefined) return undefined;
    const { daisyAttached, channelSettings, leadOff } = this.#state;
    const counts = sample.counts.slice(0, daisyAttached ? 16 : 8).map((count, channel) => {
      const settings = channelSettings[channel] ?? '';
      if (settings.startsWith('1')) return 0;
      if (!leadOff[channel]?.includes('1')) return count;
      return testCurrentCounts(index, { settings, impedanceOhm, rateHz: daisyAttached ? 125 : 250 });
    });
    return { counts, accel: sample.accel };
  }
}
