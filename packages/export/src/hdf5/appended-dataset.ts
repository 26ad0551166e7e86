import { type DType, type TypedArray, typedArrays } from '@modlink/sdk';
import type { Dataset, Group } from 'h5wasm/node';

/** The size of a chunk of the file, and what is gathered before it is written. */
const chunkBytes = 256 * 1024;

/** The library's names of types; little-endian, as everything in WebAssembly. */
const letters: Record<DType, string> = {
  int8: '<b',
  uint8: '<B',
  int16: '<h',
  uint16: '<H',
  int32: '<i',
  uint32: '<I',
  int64: '<q',
  uint64: '<Q',
  float32: '<f',
  float64: '<d',
};

/** A dataset of numbers that grows along its first axis. */
export class AppendedDataset {
  /** For its attributes. */
  readonly dataset: Dataset;
  readonly #inner: readonly number[];
  readonly #rowValues: number;
  readonly #gathered: TypedArray;
  #used = 0;
  #rows = 0;

  /** @param inner - the axes after the first. */
  constructor(group: Group, name: string, dtype: DType, inner: readonly number[]) {
    const Values = typedArrays[dtype];
    this.#inner = inner;
    this.#rowValues = inner.reduce((product, length) => product * length, 1);
    const rows = Math.max(1, Math.floor(chunkBytes / (this.#rowValues * Values.BYTES_PER_ELEMENT)));
    this.#gathered = new Values(rows * this.#rowValues);
    this.dataset = group.create_dataset({
      name,
      data: new Values(0),
      dtype: letters[dtype],
      shape: [0, ...inner],
      maxshape: [null, ...inner],
      chunks: [rows, ...inner],
    });
  }

  append(values: TypedArray): void {
    for (let from = 0; from < values.length; ) {
      const count = Math.min(values.length - from, this.#gathered.length - this.#used);
      this.#gathered.set(values.subarray(from, from + count) as never, this.#used);
      this.#used += count;
      from += count;
      if (this.#used === this.#gathered.length) this.flush();
    }
  }

  flush(): void {
    const rows = this.#used / this.#rowValues;
    if (rows === 0) return;
    const end = this.#rows + rows;
    this.dataset.resize([end, ...this.#inner]);
    this.dataset.write_slice(
      [[this.#rows, end], ...this.#inner.map((length): [number, number] => [0, length])],
      this.#gathered.subarray(0, this.#used) as Float32Array,
    );
    this.#rows = end;
    this.#used = 0;
  }
}
