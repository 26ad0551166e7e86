/**
 * The control characteristic: commands are text with their length before them; answers are JSON in pieces of 20 bytes, of which
 * the first says how many of the others count (muse-js, `muse-utils.ts` and `muse-parse.ts`: `parseControl`).
 */

/** Longer than any answer: what does not become one by then is given up. */
const maxTextLength = 1024;

/** A command as the headband takes it: length, text, line feed. */
export function encodeMuseCommand(command: string): Uint8Array {
  const text = new TextEncoder().encode(`${command}\n`);
  return Uint8Array.of(text.length, ...text);
}

/** What an answer says: by its short names, such as `fw` (firmware), `bp` (battery) and `rc` (0 where all is well). */
export type MuseAnswer = Readonly<Record<string, unknown>>;

/** Joins the pieces of answers. Its memory is bounded, and no input makes it throw. */
export class MuseAnswerParser {
  #text = '';

  /** @returns the answers that are complete with this piece. */
  push(bytes: Uint8Array): readonly MuseAnswer[] {
    const [length = 0] = bytes;
    this.#text += String.fromCharCode(...bytes.subarray(1, 1 + length));
    const answers: MuseAnswer[] = [];
    for (let end = this.#text.indexOf('}'); end >= 0; end = this.#text.indexOf('}')) {
      // What was cut off before it has no end of its own: the last beginning is that of this answer.
      const answer = readAnswer(this.#text.slice(this.#text.lastIndexOf('{', end), end + 1));
      if (answer !== undefined) answers.push(answer);
      this.#text = this.#text.slice(end + 1);
    }
    if (this.#text.length > maxTextLength) this.#text = '';
    return answers;
  }

  /** How many characters wait for the rest of their answer. */
  get pendingCharacters(): number {
    return this.#text.length;
  }
}

function readAnswer(text: string): MuseAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as MuseAnswer) : undefined;
  } catch {
    return undefined;
  }
}
