import { describe, expect, it } from 'vitest';
import { payloadLayouts, payloadTypes, StreamDescriptor, type StreamDescriptorInit } from '../src/index.js';

const eeg: StreamDescriptorInit = {
  deviceId: 'my_amplifier.01',
  streamKey: 'eeg',
  payloadType: 'signal',
  nominalSampleRateHz: 250,
  chunkSize: 10,
};

const describing = (changes: Record<string, unknown>) => () =>
  new StreamDescriptor({ ...eeg, ...changes } as StreamDescriptorInit);

describe('StreamDescriptor', () => {
  it('derives the read-only streamId = deviceId:streamKey from the normalized names', () => {
    const descriptor = new StreamDescriptor({ ...eeg, deviceId: 'My-Amplifier.01', streamKey: 'EEG' });
    expect(descriptor.streamId).toBe('my_amplifier.01:eeg');
    expect(() => Object.assign(descriptor, { streamId: 'other' })).toThrow(TypeError);
  });

  it('has defaults: no channel names, no display name, empty metadata', () => {
    const { channelNames, displayName, dtype, pixelFormat, metadata } = new StreamDescriptor(eeg);
    expect({ channelNames, displayName, dtype, pixelFormat, metadata }).toEqual({
      channelNames: [],
      displayName: undefined,
      dtype: undefined,
      pixelFormat: undefined,
      metadata: {},
    });
  });

  it.each(payloadTypes)('payloadType %s is accepted, with the axes of the contract', (payloadType) => {
    expect(new StreamDescriptor({ ...eeg, payloadType }).payloadType).toBe(payloadType);
    const axes = {
      signal: ['channel', 'sample'],
      raster: ['channel', 'line', 'lineLength'],
      field: ['channel', 'frame', 'height', 'width'],
      video: ['channel', 'frame', 'height', 'width'],
    };
    expect(payloadLayouts[payloadType]).toEqual({ axes: axes[payloadType], timeAxis: 1 });
  });

  it.each([250, 0.1, 1e6, 'irregular' as const])('nominalSampleRateHz %s is accepted', (rate) => {
    expect(new StreamDescriptor({ ...eeg, nominalSampleRateHz: rate }).nominalSampleRateHz).toBe(rate);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 'regular', null, undefined])(
    'nominalSampleRateHz %s is refused: a positive finite number or irregular',
    (rate) => {
      expect(describing({ nominalSampleRateHz: rate })).toThrow(
        expect.objectContaining({
          code: 'INVALID_DESCRIPTOR',
          message: expect.stringContaining('a positive finite number of hertz, or "irregular"'),
        }),
      );
    },
  );

  it.each([0, -1, 1.5, '10', Number.NaN])('chunkSize %s is refused: a positive integer', (chunkSize) => {
    expect(describing({ chunkSize })).toThrow(/INVALID|chunkSize is a positive integer/);
    expect(describing({ chunkSize })).toThrow(expect.objectContaining({ code: 'INVALID_DESCRIPTOR' }));
  });

  it.each([
    ['Fp1,Fp2', 'a comma'],
    ['the "left" one', 'a quote'],
    ['Fp1\nFp2', 'a line break'],
    ['Fp1\r', 'a carriage return'],
    ['Fp1\u2028Fp2', 'a line break of Unicode'],
    [' Fp1', 'leading white space'],
    ['Fp1\u00a0', 'trailing white space'],
    ['', 'nothing'],
  ])('channel name %j is refused: %s would break a CSV header', (name) => {
    expect(describing({ channelNames: ['Cz', name] })).toThrow(
      expect.objectContaining({
        code: 'INVALID_DESCRIPTOR',
        message: expect.stringMatching(/channelNames\.1: .*(would break a CSV header|not empty)/s),
      }),
    );
  });

  it('refuses duplicate channel names', () => {
    expect(describing({ channelNames: ['Cz', 'Cz'] })).toThrow(
      /channelNames: channel names are all different/,
    );
  });

  it.each(["C3'", 'Fp1 - Fp2', 'µV', 'EEG;1'])(
    'channel name %j breaks no CSV header and is accepted',
    (name) => {
      expect(new StreamDescriptor({ ...eeg, channelNames: [name] }).channelNames).toEqual([name]);
    },
  );

  it.each([
    [{ at: new Date() }, 'a date'],
    [{ gain: Number.NaN }, 'NaN'],
    [{ count: 5n }, 'a bigint'],
    [{ read() {} }, 'a function'],
    [[1, 2], 'an array'],
    [null, 'null'],
  ])('metadata %o is refused: %s is not JSON-friendly', (metadata, _why) => {
    expect(describing({ metadata })).toThrow(/metadata is a JSON object/);
  });

  it.each([
    [{ deviceId: 'my_amplifier' }, 'INVALID_DEVICE_ID'],
    [{ deviceId: 5 }, 'INVALID_DESCRIPTOR'],
    [{ streamKey: '--' }, 'INVALID_STREAM_KEY'],
    [{ payloadType: 'sound' }, 'INVALID_DESCRIPTOR'],
    [{ displayName: '' }, 'INVALID_DESCRIPTOR'],
    [{ dtype: 'float16' }, 'INVALID_DESCRIPTOR'],
    [{ pixelFormat: 'rgb24' }, 'INVALID_DESCRIPTOR'],
    [{ payloadType: 'video', pixelFormat: 'cmyk' }, 'INVALID_DESCRIPTOR'],
    [{ sampleRate: 250 }, 'INVALID_DESCRIPTOR'],
  ])('%o is refused with %s', (changes, code) => {
    expect(describing(changes)).toThrow(expect.objectContaining({ code }));
  });

  it('names every field that is wrong, and the stream', () => {
    expect(describing({ chunkSize: 0, payloadType: 'sound' })).toThrow(/"eeg".*payloadType: .*; chunkSize: /);
    expect(() => new StreamDescriptor(undefined as unknown as StreamDescriptorInit)).toThrow(/without a key/);
  });

  it('copies metadata and channel names, and is frozen to the bottom', () => {
    const metadata = { unit: 'uV', electrodes: { Cz: [0, 0, 1] } };
    const channelNames = ['Cz'];
    const descriptor = new StreamDescriptor({ ...eeg, channelNames, metadata });
    metadata.electrodes.Cz.push(5);
    channelNames.push('Pz');
    expect(descriptor.metadata).toEqual({ unit: 'uV', electrodes: { Cz: [0, 0, 1] } });
    expect(descriptor.channelNames).toEqual(['Cz']);

    const electrodes = descriptor.metadata.electrodes as { Cz: number[] };
    expect(() => electrodes.Cz.push(5)).toThrow(TypeError);
    expect(() => Object.assign(electrodes, { Pz: [] })).toThrow(TypeError);
    expect(() => Object.assign(descriptor, { chunkSize: 5 })).toThrow(TypeError);
    expect(() => (descriptor.channelNames as string[]).push('Pz')).toThrow(TypeError);
  });

  it('declares an interleaved pixel layout of video, which comes back', () => {
    const camera = new StreamDescriptor({
      ...eeg,
      payloadType: 'video',
      pixelFormat: 'rgb24',
      dtype: 'uint8',
    });
    expect(new StreamDescriptor(camera.toJSON()).pixelFormat).toBe('rgb24');
  });

  it('comes back from its JSON form', () => {
    const descriptor = new StreamDescriptor({
      ...eeg,
      channelNames: ['Fp1', 'Fp2'],
      displayName: 'EEG',
      dtype: 'float64',
      metadata: { unit: 'uV', reference: null, positions: [[0, 1, 2]] },
    });
    const back = new StreamDescriptor(JSON.parse(JSON.stringify(descriptor)) as StreamDescriptorInit);
    expect(back).toEqual(descriptor);
    expect(new StreamDescriptor(new StreamDescriptor(eeg).toJSON())).toEqual(new StreamDescriptor(eeg));
  });
});
