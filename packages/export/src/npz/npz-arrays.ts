/** The arrays of an NPZ file, as files of its zip. */
import type { DType, TypedArray } from '@modlink/sdk';
import type { OutputFile } from '../output/output-file.js';
import type { ZipEntry } from '../output/zip.js';
import { NpyText, npyDescr, npyHeader } from './npy.js';

/** An array of numbers that grows along its first axis. It is kept on the disk: its shape stands before its values. */
export class GrowingArray {
  readonly #name: string;
  readonly #dtype: DType;
  readonly #inner: readonly number[];
  readonly #file: OutputFile;

  /** @param inner - the axes after the first. @param file - for the values, until the zip is written. */
  constructor(name: string, dtype: DType, inner: readonly number[], file: OutputFile) {
    this.#name = name;
    this.#dtype = dtype;
    this.#inner = inner;
    this.#file = file;
  }

  async append({ buffer, byteOffset, byteLength }: TypedArray): Promise<void> {
    await this.#file.write(new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** @param length - of the first axis. */
  entry(length: number): ZipEntry {
    const file = this.#file;
    const head = npyHeader(npyDescr(this.#dtype), [length, ...this.#inner]);
    return {
      name: `${this.#name}.npy`,
      content: (async function* () {
        yield head;
        yield* await file.read();
      })(),
    };
  }
}

/** An array of a few texts, or a single one. */
export function textEntry(name: string, texts: string | readonly string[]): ZipEntry {
  const all = typeof texts === 'string' ? [texts] : texts;
  const field = new NpyText(Math.max(0, ...all.map(NpyText.widthOf)));
  const head = npyHeader(field.descr, typeof texts === 'string' ? [] : [all.length]);
  return bytesEntry(name, Buffer.concat([head, ...all.map((text) => field.encode(text))]));
}

/** A single number. */
export function numberEntry(name: string, value: number): ZipEntry {
  const bytes = Buffer.from(Float64Array.of(value).buffer);
  return bytesEntry(name, Buffer.concat([npyHeader(npyDescr('float64'), []), bytes]));
}

function bytesEntry(name: string, bytes: Buffer): ZipEntry {
  return {
    name: `${name}.npy`,
    content: [bytes],
  };
}
