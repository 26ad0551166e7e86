import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonValue } from '@modlink/sdk';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type CaptureEvent,
  type CaptureHeader,
  captureFolder,
  checkCapture,
  formatEvent,
  formatHeader,
  parseCapture,
  readCapture,
} from '../src/index.js';

const header: CaptureHeader = {
  kind: 'serial',
  startNs: 1_700_000_000_000_000_000n,
  open: { method: 'open', options: { path: '/dev/ttyUSB0', baudRate: 115_200 } },
};
const first = formatHeader(header);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'modlink-capture-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A file of its own for one text. */
function fileOf(text: string): string {
  const path = join(temporaryFolder(), 'a.capture.jsonl');
  writeFileSync(path, text);
  return path;
}

const bytes = fc.uint8Array({ maxLength: 300 });
const call = fc.integer({ min: 1, max: 2 ** 31 });
const error = fc.record({ code: fc.string(), message: fc.string() });
/** A key of this name is none that an option or a result has, and is left out when a capture is read. */
const hasPrototypeKey = (text: string): boolean => text.includes('__proto__');
const json = fc
  .jsonValue()
  .map((value) => JSON.stringify(value))
  .filter((text) => !hasPrototypeKey(text))
  .map((text) => JSON.parse(text) as JsonValue);
const anyEvent: fc.Arbitrary<CaptureEvent> = fc
  .tuple(
    fc.integer({ min: -(2 ** 40), max: 2 ** 50 }),
    fc.oneof(
      fc.record({ type: fc.constant('call' as const), call, method: fc.string(), args: fc.array(json) }),
      fc.record({ type: fc.constant('result' as const), call, value: fc.option(json, { nil: undefined }) }),
      fc.record({ type: fc.constant('error' as const), call, error }),
      fc.record({
        type: fc.constant('data' as const),
        bytes,
        about: fc.constantFrom(undefined, { call: 3 }, { delayNs: 5, lost: 2 }),
      }),
      fc.record({ type: fc.constant('close' as const), error: fc.option(error, { nil: undefined }) }),
    ),
  )
  .map(([offsetNs, event]) => ({ offsetNs, ...event }));

describe('a capture file', () => {
  it('gives back every event exactly, from a file and from a text, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
        const text = [first, ...events.map(formatEvent), ''].join('\n');
        expect([...parseCapture(text).events()]).toEqual(events);
        expect([...readCapture(fileOf(text)).events()]).toEqual(events);
      }),
      { numRuns: 100 },
    );
  });

  it('has lines of any length, as many as there are, and is read anew each time', () => {
    const large = Uint8Array.from({ length: 3_000_000 }, (_, index) => index * 7);
    const data = [large, Uint8Array.of(1), large.subarray(0, 700_001)];
    const lines = data.map((each, offsetNs) => formatEvent({ offsetNs, type: 'data', bytes: each }));
    const capture = readCapture(fileOf([first, ...lines, '[9,"close"]', ''].join('\n')));
    for (let times = 0; times < 2; times++) {
      const events = [...capture.events()];
      expect(events).toHaveLength(4);
      for (const [index, event] of events.slice(0, 3).entries()) {
        expect(event.type === 'data' && Buffer.compare(event.bytes, data[index] as Uint8Array)).toBe(0);
      }
    }
    expect(capture.header).toEqual(header);
    const dataBytes = data.reduce((sum, each) => sum + each.length, 0);
    expect(checkCapture(capture)).toEqual({ events: 4, dataBytes, durationNs: 9, isCutOff: false });
  });

  it('may be cut off anywhere after its first line: what is whole is there', () => {
    const events: CaptureEvent[] = [
      { offsetNs: 5, type: 'data', bytes: Uint8Array.of(1, 2, 3) },
      { offsetNs: 7, type: 'close', error: { code: 'IO_FAILED', message: 'ä]' } },
    ];
    const whole = Buffer.from([first, ...events.map(formatEvent), ''].join('\n'));
    const ends = events.map((_, index) =>
      Buffer.byteLength([first, ...events.slice(0, index + 1).map(formatEvent)].join('\n')),
    );
    for (let length = first.length + 1; length <= whole.length; length++) {
      const capture = readCapture(fileOf(whole.subarray(0, length).toString('latin1')));
      const expected = ends.filter((end) => end <= length).length;
      expect([...capture.events()]).toHaveLength(expected);
      expect(checkCapture(capture).isCutOff).toBe(expected < 2);
    }
  });

  it.each([
    ['', 1, 'empty'],
    ['{"format":"modlink-capture","ver', 1, 'JSON'],
    ['{"format":"other","version":1}\n', 1, 'no header'],
    ['null\n', 1, 'no header'],
    ['{"format":"modlink-capture","version":2}\n', 1, 'version'],
    [`${first.replace('"serial"', '"usb"')}\n`, 1, 'kind'],
    [`${first}\n[5,"data","AQI="\n[6,"data","AQI="]\n`, 2, 'JSON'],
    [`${first}\n[5,"data","AQI="]\n[6,"data","A?I="]\n`, 3, 'base64'],
    [`${first}\n[5,"data","AQI"]\n`, 2, 'base64'],
    [`${first}\n[5,"data"]\n`, 2, 'no event of type "data"'],
    [`${first}\n\n[5,"call",0,"write",[]]\n`, 3, 'no event of type "call"'],
    [`${first}\n[5,"result"]\n`, 2, 'no event of type "result"'],
    [`${first}\n[5,"error",1,{"code":"X"}]\n`, 2, 'no event of type "error"'],
    [`${first}\n[5,"close","X"]\n`, 2, 'no event of type "close"'],
    [`${first}\n[5,"said","AQI="]`, 2, 'none of call, result, error, data, close'],
    [`${first}\n[5.5,"close"]\n`, 2, 'nanoseconds'],
    [`${first}\n{}\n`, 2, 'nanoseconds'],
  ])('that is damaged is refused, with the number of the line: %j', (text, line, why) => {
    const check = (): unknown => checkCapture(readCapture(fileOf(text)));
    expect(check).toThrow(
      expect.objectContaining({
        code: 'CAPTURE_INVALID',
        message: expect.stringMatching(new RegExp(`^Line ${line} of .*a\\.capture\\.jsonl.*${why}`)),
      }),
    );
  });

  it('that cannot be read says so', () => {
    const folder = temporaryFolder();
    for (const path of [folder, join(folder, 'missing')]) {
      expect(() => readCapture(path)).toThrow(
        expect.objectContaining({ code: 'CAPTURE_NOT_READABLE', subject: { path } }),
      );
    }
  });
});

describe('a folder of captures', () => {
  it('gets a file for each connection, named by driver, device and time; no two share one', () => {
    const folder = join(temporaryFolder(), 'new', 'folder');
    const paths: string[] = [];
    const openSink = captureFolder({ folder, name: 'my-driver', onFile: (path) => paths.push(path) });
    for (const text of ['one\n', 'two\n']) {
      const sink = openSink(header);
      sink.write(text);
      sink.end();
    }
    expect(paths).toEqual([
      join(folder, 'my_driver-dev_ttyUSB0-20231114T221320000Z.capture.jsonl'),
      join(folder, 'my_driver-dev_ttyUSB0-20231114T221320000Z-2.capture.jsonl'),
    ]);
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['one\n', 'two\n']);
  });

  it('has each line at once, before anything is ended', () => {
    const folder = temporaryFolder();
    let path = '';
    const sink = captureFolder({ folder, name: 'd', onFile: (file) => (path = file) })(header);
    sink.write('one\n');
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    sink.end();
  });
});
