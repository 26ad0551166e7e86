import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dtypes, typedArrays } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { encodeWavHead } from '../src/wav/wav-head.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

const run = promisify(execFile);
const microphone = (init = {}) =>
  describeStream({ streamKey: 'audio', nominalSampleRateHz: 16_000, metadata: { unit: 'FS' }, ...init });

/** What ffprobe says of the sound, and its samples as ffmpeg reads them. */
async function read(path: string) {
  const probe = await run('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path]);
  const { streams, format } = JSON.parse(probe.stdout);
  const decode = ['-v', 'error', '-i', path, '-f', 'f32le', '-'];
  const { stdout } = await run('ffmpeg', decode, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  const bytes = Uint8Array.from(stdout);
  return { stream: streams[0], format, samples: [...new Float32Array(bytes.buffer)] };
}

const ffmpeg = await part('ffmpeg');

ffmpeg.describe('the WAV export, read by ffmpeg', () => {
  it.each([1, 2, 5])('has the very samples of %d channels, and when they began', async (channels) => {
    const folder = await temporaryFolder();
    const descriptor = microphone();
    const frames = [0, 1].map((frame) =>
      Float32Array.from({ length: channels * 800 }, (_, at) => Math.sin(at * 1.3 + frame) * 1.5),
    );
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      for (const [seq, values] of frames.entries())
        recording.add(descriptor, values, [channels, 800], {
          seq,
          timestampNs: startNs + BigInt(seq) * 50_000_000n,
        });
      recording.addEvent({ type: 'marker', label: 'clap' });
    });
    const { files } = await exportRecording({ input, format: 'wav' });
    const path = join(folder, 'rec.amplifier.01.audio.wav');
    expect(files).toMatchObject([
      { path, rows: 1600, sizeBytes: (await readFile(path)).byteLength },
      { path: join(folder, 'rec.markers.csv'), rows: 1 },
    ]);
    const { stream, format, samples } = await read(path);
    expect(stream).toMatchObject({
      codec_name: 'pcm_f32le',
      sample_rate: '16000',
      channels,
      duration: '0.100000',
    });
    const begun = new Date(Number(startNs / 1_000_000n)).toISOString();
    expect(format.tags).toMatchObject({
      date: begun.slice(0, 10),
      creation_time: begun.slice(11, 19),
      time_reference: String(Number(startNs % 86_400_000_000_000n) * 1.6e-5),
      comment: `amplifier.01:audio, first sample ${startNs} ns since 1970-01-01 UTC`,
    });
    expect(samples).toEqual(
      frames.flatMap((values) =>
        Array.from(
          { length: channels * 800 },
          (_, at) => values[(at % channels) * 800 + Math.floor(at / channels)],
        ),
      ),
    );
  });

  it('has silence where samples are missing', async () => {
    const folder = await temporaryFolder();
    const descriptor = microphone();
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, Float32Array.of(0.5, 0.25), [1, 2], { seq: 0 });
      recording.add(descriptor, Float32Array.of(-0.5), [1, 1], {
        seq: 1,
        lost: 9998,
        timestampNs: startNs + 625_000_000n,
      });
    });
    await exportRecording({ input, format: 'wav' });
    const { samples } = await read(join(folder, 'rec.amplifier.01.audio.wav'));
    expect(samples).toEqual([0.5, 0.25, ...Array.from({ length: 9998 }, () => 0), -0.5]);
  });

  it('scales integers to full scale, and says what is no sound', async () => {
    const folder = await temporaryFolder();
    const streams = dtypes.map((streamKey) => microphone({ streamKey }));
    const others = [
      describeStream(),
      microphone({ streamKey: 'beats', nominalSampleRateHz: 'irregular' }),
      microphone({ streamKey: 'odd', nominalSampleRateHz: 8000.5 }),
      microphone({ streamKey: 'matrix', payloadType: 'field' }),
    ];
    const input = record(folder, (recording) => {
      for (const each of [...streams, ...others]) recording.addStream(each);
      for (const [index, dtype] of dtypes.entries()) {
        const values = new typedArrays[dtype](2);
        if (dtype === 'uint8') values.set([192, 0] as never);
        else if (dtype.startsWith('float')) values.set([0.5, -1] as never);
        else if (!dtype.endsWith('64') && dtype.startsWith('int')) {
          const full = 2 ** (8 * values.BYTES_PER_ELEMENT - 1);
          values.set([full / 2, -full] as never);
        }
        recording.add(streams[index]!, values, [1, 2]);
      }
    });
    const { files, skipped } = await exportRecording({ input, format: 'wav' });
    expect(files.map(({ streamId }) => streamId)).toEqual(
      ['int8', 'uint8', 'int16', 'int32', 'float32', 'float64'].map((key) => `amplifier.01:${key}`),
    );
    for (const { path } of files) expect((await read(path)).samples).toEqual([0.5, -1]);
    expect(skipped.map(({ streamId }) => streamId).sort()).toEqual(
      ['eeg', 'beats', 'odd', 'matrix', 'uint16', 'uint32', 'int64', 'uint64']
        .map((key) => `amplifier.01:${key}`)
        .sort(),
    );
  });
});

describe('the head of a WAV file', () => {
  it('of more than 4 GiB is that of RF64, and no longer', () => {
    const facts = { channels: 2, sampleRateHz: 48_000, startNs, description: 'long' };
    const small = encodeWavHead({ ...facts, samples: 1000 });
    const large = encodeWavHead({ ...facts, samples: 2 ** 31 });
    expect(large.byteLength).toBe(small.byteLength);
    expect(small.toString('latin1', 0, 4)).toBe('RIFF');
    expect(small.readUInt32LE(4)).toBe(small.byteLength - 8 + 8000);
    expect(large.toString('latin1', 0, 4)).toBe('RF64');
    expect(large.toString('latin1', 12, 16)).toBe('ds64');
    expect(large.readUInt32LE(4)).toBe(0xffffffff);
    expect(large.readBigUInt64LE(20)).toBe(BigInt(large.byteLength - 8) + 2n ** 34n);
    expect(large.readBigUInt64LE(28)).toBe(2n ** 34n);
    expect(large.readBigUInt64LE(36)).toBe(2n ** 31n);
    expect(large.readUInt32LE(large.byteLength - 4)).toBe(0xffffffff);
  });
});
