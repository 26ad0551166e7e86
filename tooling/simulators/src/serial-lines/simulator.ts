import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PseudoTerminal } from '../pseudo-terminal.js';

/** How often the device looks what there is to do. */
const tickMs = 5;
/** How many lines are written at once, at most. */
const linesPerWrite = 64;

export interface LinesSimulatorOptions {
  /** What the device prints, one after another, then nothing more: text, each with its line end, or any bytes. */
  readonly lines: readonly (string | Uint8Array)[];
  /** Whether they are printed over and over. */
  readonly repeat?: boolean;
  /** Lines per second. `'max'`, the default: as fast as the port takes them. */
  readonly rateHz?: number | 'max';
  /** The device prints after it was sent this text. Without it, from the start. */
  readonly startCommand?: string;
  /** The device stops printing after it was sent this text. */
  readonly stopCommand?: string;
  /**
   * The device's baud rate: while the port has another one (`stty` tells), what arrives is no text. Without it the device
   * is understood at every rate.
   */
  readonly baudRate?: number;
}

/** A device that prints lines on a pseudo-terminal. */
export class LinesSimulator {
  readonly #options: LinesSimulatorOptions;
  readonly #terminal: PseudoTerminal;
  readonly #printing: Promise<void>;
  #received = '';
  #isOn: boolean;
  #sentLines = 0;

  constructor(options: LinesSimulatorOptions) {
    this.#options = options;
    this.#isOn = options.startCommand === undefined;
    this.#terminal = new PseudoTerminal((bytes) => this.#receive(Buffer.from(bytes).toString('latin1')));
    this.#printing = this.#print();
  }

  /** The serial port to open. */
  get path(): string {
    return this.#terminal.path;
  }

  /** Everything that the device was sent. */
  get received(): string {
    return this.#received;
  }

  /** How many lines the port has taken as a whole, also those that a wrong baud rate garbled. */
  get sentLines(): number {
    return this.#sentLines;
  }

  /** The device begins to print, as if it had been sent its start command. */
  start(): void {
    this.#isOn = true;
  }

  /** Pulls the plug: the other end sees its device vanish. */
  unplug(): Promise<void> {
    return this.close();
  }

  /** Ends the simulation. Closing twice does nothing. */
  async close(): Promise<void> {
    await this.#terminal.close();
    await this.#printing;
  }

  #receive(text: string): void {
    this.#received += text;
    const { startCommand, stopCommand } = this.#options;
    const startAt = startCommand === undefined ? -1 : this.#received.lastIndexOf(startCommand);
    const stopAt = stopCommand === undefined ? -1 : this.#received.lastIndexOf(stopCommand);
    if (startAt >= 0 || stopAt >= 0) this.#isOn = startAt > stopAt;
  }

  async #print(): Promise<void> {
    const { lines, repeat, rateHz = 'max' } = this.#options;
    let dueSinceMs = performance.now();
    while (!this.#terminal.isClosed) {
      const left = repeat ? linesPerWrite : lines.length - this.#sentLines;
      const due = rateHz === 'max' ? linesPerWrite : ((performance.now() - dueSinceMs) * rateHz) / 1000;
      const count = this.#isOn ? Math.min(left, linesPerWrite, Math.floor(due)) : 0;
      if (!this.#isOn) dueSinceMs = performance.now();
      if (count > 0) {
        await this.#send(count);
        if (rateHz !== 'max') dueSinceMs += (count * 1000) / rateHz;
      }
      await sleep(tickMs);
    }
  }

  async #send(count: number): Promise<void> {
    const { lines } = this.#options;
    const isGarbled = await this.#isGarbled();
    for (let sent = 0; sent < count; sent++) {
      const line = Buffer.from(lines[this.#sentLines % lines.length] ?? '');
      const bytes = isGarbled ? garble(line) : line;
      if ((await this.#terminal.write(bytes)) < bytes.length) return;
      this.#sentLines += 1;
    }
  }

  async #isGarbled(): Promise<boolean> {
    const { baudRate } = this.#options;
    if (baudRate === undefined) return false;
    const flag = process.platform === 'darwin' ? '-f' : '-F';
    const { stdout } = await promisify(execFile)('stty', [flag, this.path, 'speed']);
    return Number(stdout) !== baudRate;
  }
}

/** Wrong bytes, with line ends among them as there are by chance in what a wrong baud rate gives. */
function garble(line: Uint8Array): Uint8Array {
  return line.map((byte, at) => (byte === 0x0a ? byte : ((byte * 7 + at * 13) % 128) | 0x80));
}

/**
 * Opens a device that prints lines: any program can open its `path` as a serial port. A program that this process starts
 * while it is open does not see it unplugged: for such a program there is `startLinesProcess`.
 */
export function openLinesSimulator(options: LinesSimulatorOptions): LinesSimulator {
  return new LinesSimulator(options);
}
