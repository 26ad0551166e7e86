/** The tables of a run, for the terminal and for the README. */
import { isolations } from '@modlink/sdk/manifest';
import { type FrameKind, frameKinds } from './frames.js';
import { type Measurement, type Results, ratioOf } from './measurement.js';
import { quantity, times } from './quantities.js';
import type { Table } from './table.js';

/** Those that the run has measurements for. */
export function tablesOf({ measurements }: Results): readonly Table[] {
  const of = new Map(measurements.map((measurement) => [measurement.id, measurement]));
  const tables = [streams(of), recordings(of), list(of, 'What a host takes', hostRows), soak(measurements)];
  return tables.filter(({ rows }) => rows.length > 0);
}

type ById = ReadonlyMap<string, Measurement>;

function streams(of: ById): Table {
  const rows = frameKinds.flatMap((frame) => {
    const process = of.get(`throughput/process/${frame.key}/1 tap`);
    if (process === undefined) return [];
    const pipe = [
      frame.name,
      'bare pipe',
      quantity(process.beside.value),
      '',
      '',
      '',
      besideWritten(of, `latency/process/${frame.key}/p50`),
      besideWritten(of, `latency/process/${frame.key}/p99`),
    ];
    return [pipe, ...isolations.map((isolation) => streamRow(of, frame, isolation))];
  });
  return {
    title: 'Frames from a driver to its consumers',
    columns: [
      'frame',
      'from',
      'frames/s, 1 consumer',
      '4 consumers',
      '1 subscription',
      'of a bare pipe',
      'p50 ms',
      'p99 ms',
    ],
    rows,
  };
}

function streamRow(of: ById, frame: FrameKind, isolation: string): string[] {
  const one = of.get(`throughput/${isolation}/${frame.key}/1 tap`);
  return [
    '',
    isolation,
    written(one),
    written(of.get(`throughput/${isolation}/${frame.key}/4 taps`)),
    written(of.get(`throughput/${isolation}/${frame.key}/1 subscription`)),
    one === undefined ? '' : times(ratioOf(one)),
    written(of.get(`latency/${isolation}/${frame.key}/p50`)),
    written(of.get(`latency/${isolation}/${frame.key}/p99`)),
  ];
}

function recordings(of: ById): Table {
  const rows = frameKinds.flatMap((frame) => {
    const frames = of.get(`recording/${frame.key}/frames`);
    const bytes = of.get(`recording/${frame.key}/bytes`);
    if (frames === undefined || bytes === undefined) return [];
    const compressed = (['lz4', 'zstd'] as const).flatMap((compression) => {
      const found = of.get(`recording/${frame.key}/${compression}`);
      return found === undefined ? [] : [recordingRow(`the same as ${compression}`, '', found)];
    });
    return [recordingRow(frame.name, quantity(frames.value), bytes), ...compressed];
  });
  return {
    title:
      "Recording of frames as they come from a driver's process, beside a plain file of as many bytes in the same run; both until " +
      'all is on the disk',
    columns: ['frame', 'frames/s', 'MB/s', 'plain file MB/s', 'of a plain file'],
    rows,
  };
}

function recordingRow(what: string, framesPerSecond: string, bytes: Measurement): string[] {
  const { value, beside } = bytes;
  return [what, framesPerSecond, quantity(value), quantity(beside.value), times(ratioOf(bytes))];
}

/** What people read for measurements that stand alone. */
const hostRows: readonly (readonly [id: string, what: string])[] = [
  ['sustained/eeg', 'Frames/s of 8 x 10 float32 from a process into a recording, at a steady rate'],
  ['sustained/array', 'The same of 256 x 32 float32'],
  ['sustained/video', 'The same of 640 x 480 x 3 uint8'],
  ['seek/open', 'Opening a recording of 4.2 GB, in the disk cache, ms'],
  ['seek/p50', 'Going to any place of it until the frame is there, median, ms'],
  ['seek/p99', 'The same, p99'],
  ['scan/first', 'Scan of 1,000 packages with 50 drivers, host start included, ms'],
  ['scan/again', 'The same again, ms'],
  ['start/host', 'Start of a process with a host that is ready, ms'],
  ['start/driver/process', 'Search, connect, first frame: driver in a process, ms'],
  ['start/driver/worker', 'The same in a worker, ms'],
  ['start/driver/inline', 'The same inline, ms'],
  ['memory/host', 'Memory of a host, MB'],
  ['memory/isolate/process', 'Memory of a driver in a process, MB'],
  ['memory/isolate/worker', 'The same in a worker, MB'],
  ['long-recording/host memory', 'Memory of a host at the end of a long recording of 7 devices, MB'],
  ['long-recording/isolate memory', 'Memory of each driver then, MB'],
  ['long-recording/frames', 'Frames/s of that recording'],
];

function list(of: ById, title: string, wanted: typeof hostRows): Table {
  const rows = wanted.flatMap(([id, what]) => {
    const measurement = of.get(id);
    if (measurement === undefined) return [];
    const { value, beside } = measurement;
    return [
      [what, quantity(value), `${beside.what}: ${quantity(beside.value)}`, times(ratioOf(measurement))],
    ];
  });
  return { title, columns: ['what', 'measured', 'beside', 'ratio'], rows };
}

function soak(measurements: readonly Measurement[]): Table {
  const soaked = measurements.filter(({ id }) => id.startsWith('soak/'));
  const cpu = soaked.filter(({ id }) => id.startsWith('soak/cpu/'));
  const rows = cpu.map(({ id, value }) => {
    const title = id.slice('soak/cpu/'.length);
    const memory = soaked.find((each) => each.id === `soak/memory/${title}`);
    return [title, quantity(value), written(memory), memory === undefined ? '' : times(ratioOf(memory))];
  });
  const recorded = soaked.find(({ id }) => id === 'soak/frames');
  const minutes = soaked.find(({ id }) => id === 'soak/minutes')?.value ?? 0;
  return {
    title:
      recorded === undefined
        ? ''
        : `Eight synthetic devices, recorded for ${quantity(minutes)} minutes: ` +
          `${recorded.value.toLocaleString('en-US')} of ${recorded.beside.value.toLocaleString('en-US')} frames in the file`,
    columns: ['process', '% of a core', 'memory MB', 'of what it was after a tenth of the time'],
    rows,
  };
}

const written = (measurement: Measurement | undefined): string =>
  measurement === undefined ? '' : quantity(measurement.value);

const besideWritten = (of: ById, id: string): string => {
  const measurement = of.get(id);
  return measurement === undefined ? '' : quantity(measurement.beside.value);
};
