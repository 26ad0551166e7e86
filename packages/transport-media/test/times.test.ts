import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureClock } from '../src/capture/capture-clock.js';
import { FfmpegLog } from '../src/capture/ffmpeg-log.js';
import { MissingPictures } from '../src/capture/missing-pictures.js';

const ms = (value: number): bigint => BigInt(Math.round(value * 1e6));
/** A host clock, far from zero as a real one. */
const hostNs = 1_700_000_000_000_000_000n;

describe('capture times', () => {
  it('are the stamps of the monotonic clock, converted', () => {
    const clock = new CaptureClock([{ toHostNs: hostNs }, { toHostNs: 7n }]);
    const times = [100, 133, 166].map((at, index) => clock.captureNs(ms(at), hostNs + ms(at + 30 + index)));
    expect(times).toEqual([100, 133, 166].map((at) => hostNs + ms(at)));
  });

  it('are the stamps of the time of day, where these make sense', () => {
    const clock = new CaptureClock([{ toHostNs: hostNs }, { toHostNs: -500n }]);
    expect(clock.captureNs(hostNs + ms(10), hostNs + ms(50))).toBe(hostNs + ms(10) - 500n);
  });

  it('come from the picture with the least delay, where an input counts from somewhere', () => {
    const clock = new CaptureClock([{ toHostNs: 0n }]);
    const delaysMs = [80, 60, 20, 50, 90];
    const times = delaysMs.map((delay, index) =>
      clock.captureNs(ms(index * 40), hostNs + ms(index * 40 + delay)),
    );
    expect(times.slice(0, 3)).toEqual(
      [80, 100, 100].map((at, index) => (index === 2 ? hostNs + ms(100) + 1n : hostNs + ms(at))),
    );
    // From the third on all are 20 ms late, but for what a clock may drift.
    for (const [index, time] of times.slice(3).entries()) {
      expect(Number(time - (hostNs + ms((index + 3) * 40 + 20)))).toBeLessThanOrEqual(
        40_000 * 0.1 * (index + 1) + 1,
      );
    }
  });

  it('follow a clock that is slower than ours', () => {
    const clock = new CaptureClock([]);
    const slow = 1.000_05;
    let error = 0;
    for (let index = 0; index < 30 * 3_600; index++) {
      const at = index * (1_000 / 30);
      const time = clock.captureNs(ms(at), hostNs + ms(at * slow + 5));
      error = Number(time - (hostNs + ms(at * slow + 5))) / 1e6;
    }
    expect(Math.abs(error)).toBeLessThan(1);
  });

  it('begin anew with an input that begins anew', () => {
    const clock = new CaptureClock([]);
    clock.captureNs(ms(50_000), hostNs);
    expect(clock.captureNs(ms(0), hostNs + ms(100))).toBe(hostNs + ms(100));
    expect(clock.captureNs(ms(40), hostNs + ms(140))).toBeGreaterThanOrEqual(hostNs + ms(139));
  });

  it('increase, and never lie after the arrival by more than what keeps them apart', () => {
    const stamp = fc.option(fc.bigInt({ min: 0n, max: 10n ** 15n }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(stamp, fc.bigInt({ min: 1n, max: 10n ** 9n }))), (pictures) => {
        const clock = new CaptureClock([{ toHostNs: hostNs }]);
        let arrivalNs = hostNs;
        let lastNs = 0n;
        for (const [stampNs, laterNs] of pictures) {
          arrivalNs += laterNs;
          const captureNs = clock.captureNs(stampNs, arrivalNs);
          expect(captureNs).toBeGreaterThan(lastNs);
          expect(captureNs).toBeLessThanOrEqual(arrivalNs);
          lastNs = captureNs;
        }
      }),
    );
  });
});

describe('missing pictures', () => {
  const count = (rateHz: number, timesMs: readonly (number | undefined)[]): number[] => {
    const missing = new MissingPictures(rateHz);
    return timesMs.map((at) => missing.before(at === undefined ? undefined : ms(at)));
  };

  it('are counted by the gaps', () => {
    expect(count(25, [0, 40, 80, 200, 241, 279, 400])).toEqual([0, 0, 0, 2, 0, 0, 2]);
  });

  it('are none where a camera has slowed down in the dark', () => {
    const dark = Array.from({ length: 40 }, (_, index) => index * 80);
    const counts = count(25, dark);
    expect(counts.slice(6).every((lost) => lost === 0)).toBe(true);
  });

  it('are not counted without times, nor when times go back', () => {
    expect(count(25, [undefined, 0, undefined, 400, 0, 40])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('what ffmpeg says', () => {
  it('has the rate of what it delivers, not of what it reads', () => {
    const log = new FfmpegLog();
    log.push(
      "Input #0, avi, from 'a.avi':\n  Stream #0:0: Video: mjpeg, 1920x1080, 60 fps, 60 tbr, 60 tbn\n",
    );
    expect(log.frameRateHz).toBeUndefined();
    log.push(
      "Output #0, tee, to 'pipe':\n  Stream #0:0: Video: rawvideo (RGB[24] / 0x18424752), rgb24, 320x240, 29.",
    );
    log.push('97 fps, 1000k tbn\n');
    expect(log.frameRateHz).toBe(29.97);
  });

  it('is quoted by its last lines, without addresses', () => {
    const log = new FfmpegLog();
    log.push('one\ntwo\n\n[v4l2 @ 0x55d0] three\rfour\nfive');
    expect(log.lastWords).toBe('two / [v4l2] three / four / five');
  });

  it('is quoted without passwords', () => {
    const log = new FfmpegLog();
    log.push('rtsp://user:se@cret@192.168.1.20:554/stream1: Connection refused\n');
    expect(log.lastWords).toBe('rtsp://192.168.1.20:554/stream1: Connection refused');
  });

  it('is kept in bounded memory', () => {
    const log = new FfmpegLog();
    for (let index = 0; index < 1_000; index++) log.push(`${'x'.repeat(5_000)}\n${'y'.repeat(5_000)}`);
    expect(log.text.length).toBeLessThan(50_000);
  });
});
