import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type DType, dtypes, StreamDescriptor, typedArrays } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

/** The rows of a query of DuckDB, which reads Parquet by itself. */
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
const typesOf = async (path: string) =>
  (await query(`describe select * from '${path}'`)).map(({ column_name, column_type }) => [
    column_name,
    column_type,
  ]);

describe('the Parquet export, read by DuckDB', () => {
  it('has a signal with its times, what is missing, names, units and the descriptor', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({
      channelNames: ['Größe', 'seq'],
      nominalSampleRateHz: 300,
      metadata: { channelUnits: ['µV', 'mV'] },
    });
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      const values = Float32Array.of(0.1, -0, 3, 1e-7, 16777216, Number.NaN);
      recording.add(descriptor, values, [2, 3], { seq: 4, deviceTimeNs: 77n });
      recording.add(descriptor, Float32Array.of(8, 9), [2, 1], {
        timestampNs: startNs + 10_000_001n,
        lost: 2,
      });
    });
    const path = join(folder, 'rec.amplifier.01.eeg.parquet');
    expect(await exportRecording({ input, format: 'parquet' })).toMatchObject({
      files: [{ path, rows: 4 }],
      skipped: [],
    });
    expect(await typesOf(path)).toEqual([
      ['timestamp', 'TIMESTAMP WITH TIME ZONE'],
      ['device_time_ns', 'BIGINT'],
      ['seq', 'BIGINT'],
      ['lost', 'UINTEGER'],
      ['Größe', 'FLOAT'],
      ['ch:seq', 'FLOAT'],
    ]);
    const rows = await query(`select * exclude (timestamp) from '${path}'`);
    expect(rows).toEqual([
      { device_time_ns: 77n, seq: 4n, lost: 0, Größe: Math.fround(0.1), 'ch:seq': Math.fround(1e-7) },
      { device_time_ns: null, seq: 4n, lost: 0, Größe: -0, 'ch:seq': 16777216 },
      { device_time_ns: null, seq: 4n, lost: 0, Größe: 3, 'ch:seq': Number.NaN },
      { device_time_ns: null, seq: null, lost: 2, Größe: 8, 'ch:seq': 9 },
    ]);
    const metadata = await query(
      `select decode(key) as key, decode(value) as value from parquet_kv_metadata('${path}')`,
    );
    const kept = Object.fromEntries(metadata.map(({ key, value }) => [key, JSON.parse(value as string)]));
    expect(new StreamDescriptor(kept['modlink.descriptor'])).toEqual(descriptor);
    expect(kept['modlink.units']).toEqual({ Größe: 'µV', 'ch:seq': 'mV' });
  });

  it('has every element type to the last bit, over several row groups', async () => {
    const folder = await temporaryFolder();
    const lengths = (dtype: DType) => (dtype === 'float32' ? 70_000 : 1000);
    const streams = dtypes.map((dtype) => {
      const length = lengths(dtype);
      const values = new typedArrays[dtype](length);
      new Uint8Array(values.buffer).forEach((_, at, bytes) => {
        bytes[at] = (at * 73 + (at >> 8) * 31 + 41) % 256;
      });
      return { dtype, values, descriptor: describeStream({ streamKey: dtype, nominalSampleRateHz: 1000 }) };
    });
    const input = record(folder, (recording) => {
      for (const { descriptor, values } of streams) {
        recording.addStream(descriptor);
        recording.add(descriptor, values, [1, values.length]);
      }
    });
    await exportRecording({ input, format: 'parquet' });
    const types: Record<DType, string> = {
      int8: 'TINYINT',
      uint8: 'UTINYINT',
      int16: 'SMALLINT',
      uint16: 'USMALLINT',
      int32: 'INTEGER',
      uint32: 'UINTEGER',
      int64: 'BIGINT',
      uint64: 'UBIGINT',
      float32: 'FLOAT',
      float64: 'DOUBLE',
    };
    for (const { dtype, values } of streams) {
      const path = join(folder, `rec.amplifier.01.${dtype}.parquet`);
      expect((await typesOf(path)).at(-1)).toEqual(['ch1', types[dtype]]);
      // DuckDB compares in the file's own row order.
      const rows = await query(`select ch1, epoch_ns(timestamp) as ns from '${path}'`);
      expect(rows).toHaveLength(lengths(dtype));
      expect(rows.every(({ ch1 }, at) => Object.is(ch1, values[at]))).toBe(true);
      expect(rows.every(({ ns }, at) => Math.abs(Number((ns as bigint) - startNs) - at * 1e6) <= 1000)).toBe(
        true,
      );
      expect(
        await query(`select count(distinct row_group_id) as groups from parquet_metadata('${path}')`),
      ).toEqual([{ groups: dtype === 'float32' ? 2n : 1n }]);
    }
  });

  it('keeps each nanosecond of the timestamps', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ nominalSampleRateHz: 'irregular' });
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, Int8Array.of(1), [1, 1], { timestampNs: startNs + 123_456_789n });
    });
    const { files } = await exportRecording({ input, format: 'parquet' });
    // As an integer: DuckDB's timestamps with a zone have microseconds.
    const [statistics] = await query(
      `select stats_min_value, logical_type from parquet_metadata('${files[0]!.path}') join parquet_schema('${files[0]!.path}') on name = path_in_schema where path_in_schema = 'timestamp'`,
    );
    expect(statistics?.logical_type).toContain('NANOS');
    expect(String(statistics?.stats_min_value)).toContain('.123456');
  });

  it('has fields and markers, and says what has too many columns', async () => {
    const folder = await temporaryFolder();
    const field = describeStream({ streamKey: 'field', payloadType: 'field', channelNames: ['p'] });
    const large = describeStream({ streamKey: 'large', payloadType: 'field' });
    const video = describeStream({ streamKey: 'video', payloadType: 'video' });
    const input = record(folder, (recording) => {
      for (const each of [field, large, video]) recording.addStream(each);
      recording.add(field, Uint8Array.of(1, 2, 3, 4), [1, 2, 1, 2]);
      recording.add(large, new Uint8Array(10_001), [1, 1, 1, 10_001]);
      recording.add(video, new Uint8Array(4), [1, 1, 2, 2]);
      recording.addEvent({ type: 'marker', label: 'ä "x"\n😀', data: { list: [1] } });
      recording.addEvent({ type: 'segment-start', deviceId: 'a.01' });
    });
    const { skipped } = await exportRecording({ input, format: 'parquet' });
    expect(skipped.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('video format'),
      expect.stringContaining('10001 columns'),
    ]);
    expect((await readdir(folder)).sort()).toEqual([
      'rec.amplifier.01.field.parquet',
      'rec.markers.parquet',
      'rec.mcap',
    ]);
    const values = await query(
      `select columns('^p') from '${join(folder, 'rec.amplifier.01.field.parquet')}'`,
    );
    expect(values).toEqual([
      { 'p[0][0]': 1, 'p[0][1]': 2 },
      { 'p[0][0]': 3, 'p[0][1]': 4 },
    ]);
    expect(
      await query(
        `select epoch_us(timestamp) as us, type, label, device_id, stream_id, data from '${join(folder, 'rec.markers.parquet')}'`,
      ),
    ).toEqual([
      {
        us: startNs / 1000n,
        type: 'marker',
        label: 'ä "x"\n😀',
        device_id: null,
        stream_id: null,
        data: '{"list":[1]}',
      },
      {
        us: startNs / 1000n,
        type: 'segment-start',
        label: null,
        device_id: 'a.01',
        stream_id: null,
        data: null,
      },
    ]);
  });
});
