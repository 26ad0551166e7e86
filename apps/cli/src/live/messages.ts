import type { HostEvent } from '@modlink/host';
import { type EventWords, eventWords } from '../output/event-words.js';
import type { Colors } from '../output/output.js';
import { inColumns } from '../terminal/text-width.js';

const keptMessages = 50;

/** What there was to say lately, for a live view; and how many markers came by. */
export class Messages {
  readonly #messages: EventWords[] = [];
  #markers = 0;

  /** Markers that the devices sent. */
  get markers(): number {
    return this.#markers;
  }

  take(event: HostEvent): void {
    if (event.type === 'marker') this.#markers += 1;
    const words = eventWords(event);
    if (words !== undefined) this.add(words);
  }

  add(words: EventWords): void {
    this.#messages.push(words);
    if (this.#messages.length > keptMessages) this.#messages.shift();
  }

  /** The last ones, the newest at the end. */
  draw(rows: number, columns: number, colors: Colors): string[] {
    const shown = rows > 0 ? this.#messages.slice(-rows) : [];
    return shown.map((words) => inColumns(paintedWords(words, colors), columns).trimEnd());
  }
}

/** The words in the colour of their level. */
export function paintedWords({ level, text }: EventWords, colors: Colors): string {
  const paint = { info: colors.cyan, warning: colors.yellow, error: colors.red }[level];
  return `${paint(level === 'info' ? '•' : '!')} ${text.replaceAll(/\s+/g, ' ')}`;
}
