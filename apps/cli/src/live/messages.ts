import { type EventWords, eventWords, type HostEvent } from '@modlink/host';
import type { Colors } from '../output/output.js';
import { inColumns } from '../terminal/text-width.js';

const keptMessages = 50;

/** Something to say to whoever watches. */
export interface Message extends EventWords {
  readonly level: Exclude<EventWords['level'], 'detail'>;
}

/** What there is to say of an event; what was asked for is seen to have happened. */
export function messageOf(event: HostEvent): Message | undefined {
  const { level, text } = eventWords(event) ?? { level: 'detail', text: '' };
  return level === 'detail' ? undefined : { level, text };
}

/** What there was to say lately, for a live view; and how many markers came by. */
export class Messages {
  readonly #messages: Message[] = [];
  #markers = 0;

  /** Markers that the devices sent. */
  get markers(): number {
    return this.#markers;
  }

  take(event: HostEvent): void {
    if (event.type === 'marker') this.#markers += 1;
    const words = messageOf(event);
    if (words !== undefined) this.add(words);
  }

  add(words: Message): void {
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
export function paintedWords({ level, text }: Message, colors: Colors): string {
  const paint = { info: colors.cyan, warning: colors.yellow, error: colors.red }[level];
  return `${paint(level === 'info' ? '•' : '!')} ${text.replaceAll(/\s+/g, ' ')}`;
}
