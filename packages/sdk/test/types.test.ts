import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ArrayOf,
  type Awaitable,
  type ConnectedStreams,
  type ControlOptions,
  channelView,
  Driver,
  DriverContext,
  type DriverFactory,
  type DType,
  type JsonObject,
  LoopDriver,
  type NdArray,
  ndarray,
  type SearchResult,
  type SearchResults,
  sampleView,
  type TypedArray,
} from '../src/index.js';

type Extra = { path: string; baudRate: number };
type Settings = { gain: 1 | 24 };

class TypedDriver extends Driver<Extra, Settings> {
  readonly deviceId = 'typed.01';
  descriptors() {
    return [];
  }
  search(_provider: string, { signal }: ControlOptions) {
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    return [{ title: 'Typed', extra: { path: 'COM3', baudRate: 9_600 } }];
  }
  connectDevice(result: SearchResult<Extra>) {
    expectTypeOf(result.extra).toEqualTypeOf<Extra>();
    expectTypeOf(this.settings).toEqualTypeOf<Settings>();
    return [];
  }
  disconnectDevice() {}
  async startStreaming() {
    expectTypeOf(this.emit('eeg', [1])).toEqualTypeOf<boolean>();
  }
  stopStreaming() {}
}

abstract class TypedLoopDriver extends LoopDriver<Extra, Settings> {
  check(result: Parameters<this['connectDevice']>[0]) {
    return result;
  }
  gain() {
    return this.settings.gain;
  }
}

describe('types of Driver<Extra, Settings>', () => {
  it('type the extra of search results, and the settings', () => {
    const driver = new TypedDriver();
    expectTypeOf(driver.search).returns.toExtend<Awaitable<SearchResults<Extra>>>();
    expectTypeOf<Parameters<Driver<Extra>['connectDevice']>>().toEqualTypeOf<
      [SearchResult<Extra>, ControlOptions]
    >();
    expectTypeOf<ReturnType<Driver<Extra>['connectDevice']>>().toEqualTypeOf<Awaitable<ConnectedStreams>>();
    expectTypeOf<Parameters<Driver<Extra, Settings>['bind']>>().toEqualTypeOf<[DriverContext<Settings>]>();
    expectTypeOf<TypedLoopDriver['gain']>().returns.toEqualTypeOf<1 | 24>();
    expectTypeOf<Parameters<TypedLoopDriver['connectDevice']>[0]>().toEqualTypeOf<SearchResult<Extra>>();
  });

  it('are JSON objects unless they are said', () => {
    expectTypeOf<Parameters<Driver['connectDevice']>[0]['extra']>().toEqualTypeOf<JsonObject>();
    expectTypeOf<DriverContext['settings']>().toEqualTypeOf<JsonObject>();
  });

  it('make every typed driver one that a factory may give', () => {
    expectTypeOf(() => new TypedDriver()).toExtend<DriverFactory>();
    expectTypeOf(async () => new TypedDriver()).toExtend<DriverFactory>();
    expectTypeOf((_path: string) => new TypedDriver()).not.toExtend<DriverFactory>();
  });

  it('refuse extra that is not as said, and extra that is no JSON', () => {
    // @ts-expect-error: the path is missing.
    const results: SearchResults<Extra> = [{ title: 'Typed', extra: { baudRate: 9_600 } }];
    // @ts-expect-error: a date does not survive JSON.
    type DatedDriver = Driver<{ at: Date }>;
    expectTypeOf<DatedDriver>().not.toBeAny();
    expect(results).toHaveLength(1);
  });
});

describe('types of arrays', () => {
  it('NdArray<DType> has the typed array of its dtype', () => {
    expectTypeOf<NdArray<'int16'>['values']>().toEqualTypeOf<Int16Array>();
    expectTypeOf<NdArray<'uint64'>['values']>().toEqualTypeOf<BigUint64Array>();
    expectTypeOf<NdArray['values']>().toEqualTypeOf<TypedArray>();
    expectTypeOf<NdArray['dtype']>().toEqualTypeOf<DType>();
    expectTypeOf<ArrayOf<'float32' | 'int8'>>().toEqualTypeOf<Float32Array | Int8Array>();
  });

  it('NdArray of one dtype is an NdArray', () => {
    expectTypeOf<NdArray<'int16'>>().toExtend<NdArray>();
    expectTypeOf<NdArray>().not.toExtend<NdArray<'int16'>>();
  });

  it('views have the type of the array', () => {
    const array = ndarray(new Int16Array([1, 2]), [1, 2]) as NdArray<'int16'>;
    expectTypeOf(channelView(array, 0)).toEqualTypeOf<Int16Array>();
    expectTypeOf(sampleView(array, 1)).toEqualTypeOf<(channel: number) => number>();
    const wide = ndarray(new BigInt64Array([1n, 2n]), [1, 2]) as NdArray<'int64'>;
    expectTypeOf(sampleView(wide, 1)(0)).toEqualTypeOf<bigint>();
    expect(sampleView(wide, 1)(0)).toBe(2n);
  });

  it('take arrays of every buffer, as transports hand bytes over', () => {
    expectTypeOf<Uint8Array<ArrayBufferLike>>().toExtend<TypedArray>();
    expectTypeOf<Float32Array<SharedArrayBuffer>>().toExtend<TypedArray>();
    expectTypeOf<Uint8ClampedArray>().not.toExtend<TypedArray>();
  });
});

it('a context of typed settings gives them', () => {
  const context = new DriverContext<Settings>({
    onFrame() {},
    onConnectionLost() {},
    settings: { gain: 24 },
  });
  expectTypeOf(context.settings).toEqualTypeOf<Settings>();
  expect(context.settings.gain).toBe(24);
});
