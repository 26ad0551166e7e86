/** What ffmpeg says on its standard error: kept for messages, and read for the rate of the pictures. */

/** A device that complains about every picture must not fill the memory. */
const keptLines = 40;
const lineLimit = 1_000;
/** How many of the last lines a message quotes. */
const quotedLines = 4;

export class FfmpegLog {
  #rest = '';
  #lines: string[] = [];
  #isOutput = false;
  #frameRateHz: number | undefined;

  push(text: string): void {
    const lines = (this.#rest + text).split(/[\r\n]+/);
    this.#rest = (lines.pop() ?? '').slice(-lineLimit);
    for (const line of lines) this.#read(line);
  }

  /** Pictures per second of what ffmpeg delivers; `undefined` until it has said so. */
  get frameRateHz(): number | undefined {
    return this.#frameRateHz;
  }

  /** All that is kept, for recognizing what went wrong. */
  get text(): string {
    return [...this.#lines, this.#rest].join('\n');
  }

  /** The last words, on one line, without addresses in memory and without the passwords of network cameras. */
  get lastWords(): string {
    return [...this.#lines, this.#rest]
      .map((line) =>
        line
          .replace(/ @ (0x)?[0-9a-f]+\]/, ']')
          .replace(/\/\/[^/\s]+@/g, '//')
          .trim(),
      )
      .filter((line) => line !== '')
      .slice(-quotedLines)
      .join(' / ');
  }

  #read(line: string): void {
    if (line.trim() === '') return;
    this.#lines.push(line.slice(0, lineLimit));
    if (this.#lines.length > keptLines) this.#lines.shift();
    if (line.startsWith('Output #0')) this.#isOutput = true;
    if (!this.#isOutput || !/Stream #0:0.*: Video:/.test(line)) return;
    const [, rate, thousands] = /, ([\d.]+)(k?) fps/.exec(line) ?? [];
    if (rate !== undefined && Number(rate) > 0)
      this.#frameRateHz = Number(rate) * (thousands === 'k' ? 1_000 : 1);
  }
}
