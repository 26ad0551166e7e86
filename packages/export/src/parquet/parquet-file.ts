import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { OutputFile } from '../output/output-file.js';

/** A column of a table: what Parquet says of it, and the values of the rows that are not written yet. */
export interface ParquetColumn {
  readonly element: SchemaElement;
  readonly encoding: NonNullable<ColumnSource['encoding']>;
  /** Whether the least and the greatest value of each row group stand in the file. */
  readonly hasStatistics: boolean;
  /** The first `rows` values. */
  take(rows: number): ColumnSource['data'];
}

export interface ParquetFileOptions {
  readonly columns: readonly ParquetColumn[];
  /** Kept with the table, as text. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A Parquet file that is written one row group after the other: only one is in memory. */
export class ParquetFile {
  readonly #columns: readonly ParquetColumn[];
  readonly #writer: ParquetWriter;

  constructor(file: OutputFile, { columns, metadata }: ParquetFileOptions) {
    this.#columns = columns;
    this.#writer = new ParquetWriter({
      writer: new FlushedBytes(file),
      schema: [{ name: 'schema', num_children: columns.length }, ...columns.map(({ element }) => element)],
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      createdBy: 'ModLink',
    });
  }

  /** Writes the rows that the columns hold. */
  async writeRowGroup(rows: number): Promise<void> {
    if (rows === 0) return;
    const columnData = this.#columns.map(({ element: { name }, encoding, hasStatistics, take }) => ({
      name,
      encoding,
      statistics: hasStatistics,
      data: take(rows),
      // Kept in memory until the end, and of use to nobody who reads whole columns.
      offsetIndex: false,
    }));
    await this.#writer.write({ columnData, rowGroupSize: rows });
  }

  async finish(): Promise<void> {
    await this.#writer.finish();
  }
}

/** What the library writes, handed on after each row group. */
class FlushedBytes extends ByteWriter {
  readonly #file: OutputFile;

  constructor(file: OutputFile) {
    super();
    this.#file = file;
  }

  async flush(): Promise<void> {
    await this.#file.write(this.getBytes());
    this.index = 0;
  }

  override async finish(): Promise<void> {
    await this.flush();
  }
}
