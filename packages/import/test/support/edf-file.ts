/** EDF and BDF files byte by byte, after https://www.edfplus.info/specs and https://www.biosemi.com/faq/file_format.htm. */
export interface TestSignal {
  readonly label: string;
  readonly unit?: string;
  readonly transducer?: string;
  readonly physical?: readonly [min: string, max: string];
  readonly digital?: readonly [min: number, max: number];
  readonly samplesPerRecord: number;
}

export interface TestEdf {
  readonly isBdf?: boolean;
  readonly reserved?: string;
  readonly patient?: string;
  readonly recording?: string;
  readonly date?: string;
  readonly time?: string;
  readonly seconds?: string;
  readonly said?: number;
  readonly signals: readonly TestSignal[];
  /** By record and signal: digital values, or the text of annotations. */
  readonly records: readonly (readonly (readonly number[] | string)[])[];
}

const field = (text: string, width: number): Buffer =>
  Buffer.from(text.padEnd(width).slice(0, width), 'latin1');

export function edfFile(edf: TestEdf): Buffer {
  const { isBdf = false, reserved = '', patient = '', recording = '', signals, records } = edf;
  const sampleBytes = isBdf ? 3 : 2;
  const range = isBdf ? ([-(2 ** 23), 2 ** 23 - 1] as const) : ([-32768, 32767] as const);
  const each = (width: number, textOf: (signal: TestSignal) => string): Buffer =>
    Buffer.concat(signals.map((signal) => field(textOf(signal), width)));
  const head = Buffer.concat([
    isBdf ? Buffer.from([0xff, ...Buffer.from('BIOSEMI')]) : field('0', 8),
    field(patient, 80),
    field(recording, 80),
    field(edf.date ?? '31.12.21', 8),
    field(edf.time ?? '23.59.58', 8),
    field(String(256 * (signals.length + 1)), 8),
    field(reserved, 44),
    field(String(edf.said ?? records.length), 8),
    field(edf.seconds ?? '1', 8),
    field(String(signals.length), 4),
    each(16, ({ label }) => label),
    each(80, ({ transducer = '' }) => transducer),
    each(8, ({ unit = '' }) => unit),
    each(8, ({ physical = ['-1', '1'] }) => physical[0]),
    each(8, ({ physical = ['-1', '1'] }) => physical[1]),
    each(8, ({ digital = range }) => String(digital[0])),
    each(8, ({ digital = range }) => String(digital[1])),
    each(80, ({ label }) => (label.endsWith('Annotations') ? '' : 'HP:0.1Hz')),
    each(8, ({ samplesPerRecord }) => String(samplesPerRecord)),
    each(32, () => ''),
  ]);
  const data = records.flatMap((record) =>
    signals.map(({ samplesPerRecord }, index) => {
      const bytes = Buffer.alloc(samplesPerRecord * sampleBytes);
      const content = record[index] ?? '';
      if (typeof content === 'string') bytes.write(content);
      else
        for (const [at, value] of content.entries()) bytes.writeIntLE(value, at * sampleBytes, sampleBytes);
      return bytes;
    }),
  );
  return Buffer.concat([head, ...data]);
}
