/** Something that an import lost, guessed or left out. */
export interface ImportWarning {
  /** Where in the file: `byte 1024`, `line 7`; absent for what concerns all of it. */
  readonly at?: string;
  /** For people. */
  readonly message: string;
}

/** More than these are counted and not kept: a damaged file has any number. */
const keptWarnings = 100;

/** The warnings of one import. */
export class WarningLog {
  readonly #kept: ImportWarning[] = [];
  #count = 0;

  add(message: string, at?: string): void {
    this.#count += 1;
    if (this.#kept.length < keptWarnings) this.#kept.push(at === undefined ? { message } : { at, message });
  }

  /** The first of them. */
  get list(): readonly ImportWarning[] {
    return this.#kept;
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }
}
