import type { SerialTransport } from '@modlink/sdk';
import { VirtualClock } from '@modlink/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureTransports, checkCapture, formatHeader, parseCapture, playCaptures } from '../src/index.js';
import { capturedSerial, path, startNs, watch } from './serial-world.js';

/** What went over the line, as hand-written captures have it. */
const capture = (...events: readonly string[]) =>
  parseCapture(
    [
      `{"format":"modlink-capture","version":1,"startNs":"${startNs}","kind":"serial","open":{"method":"open","options":{"path":"${path}","baudRate":9600}}}`,
      '[0,"result",0]',
      ...events,
      '',
    ].join('\n'),
    'test.capture.jsonl',
  );
const text = (value: string): string => Buffer.from(value).toString('base64');
const options = { path, baudRate: 9_600 };

function play(...captures: Parameters<typeof playCaptures>[0]['captures']) {
  const clock = new VirtualClock({ startNs });
  const waiting: string[] = [];
  const transports = playCaptures({ clock, captures, onWaiting: ({ name }) => waiting.push(name) });
  return { clock, waiting, serial: transports.serial, transports };
}

describe('a captured serial port', () => {
  it('has the device, what was opened, and everything that went over the line', async () => {
    const { clock, kept, serial } = capturedSerial((line) => ({
      onWrite: (_, written) => {
        if (written === '?') throw new Error('what?');
        line.after(10, () => line.send(`${written}!`));
      },
    }));
    await serial.list();
    const connection = await serial.open({ ...options, signal: new AbortController().signal });
    connection.onData(() => {});
    await clock.advance(5);
    await connection.write('go');
    await connection.setSignals({ dtr: false });
    await clock.advance(20);
    await expect(connection.write(Uint8Array.of(0x3f))).rejects.toThrow('what?');
    await connection.close();
    await expect(connection.write('late')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(kept.texts.map((each) => each.split('\n'))).toEqual([
      [
        `{"format":"modlink-capture","version":1,"startNs":"${startNs}","kind":"serial","open":{"method":"open","options":{"path":"${path}","baudRate":9600}},"device":{"path":"${path}","identity":"usb:0403:6015:D1","vendorId":"0403","productId":"6015"}}`,
        '[0,"result",0]',
        `[5000000,"call",1,"write",[{"base64":"${text('go')}"}]]`,
        '[5000000,"result",1]',
        '[5000000,"call",2,"setSignals",[{"dtr":false}]]',
        '[5000000,"result",2]',
        `[15000000,"data","${text('go!')}"]`,
        `[25000000,"call",3,"write",[{"base64":"${text('?')}"}]]`,
        '[25000000,"error",3,{"code":"UNEXPECTED","message":"what?"}]',
        '[25000000,"close"]',
        '',
      ],
    ]);
    expect(kept.ended).toBe(1);
  });

  it('has what came before anyone listened at its time, and once, however many listen', async () => {
    const { clock, kept, simulated, serial } = capturedSerial((line) => {
      line.after(5, () => line.send('hi'));
      line.after(15, () => line.send('ho'));
      return {};
    });
    const connection = await serial.open(options);
    await clock.advance(10);
    await connection.write('?');
    const seen = watch(connection);
    const stop = connection.onData(() => {});
    await clock.advance(10);
    stop();
    simulated.unplug();
    expect(seen).toEqual([[startNs + 5_000_000n, 'hi'], [startNs + 15_000_000n, 'ho'], 'DEVICE_UNPLUGGED']);
    const lines = kept.texts[0]?.split('\n').slice(4);
    expect(lines).toEqual([
      `[5000000,"data","${text('hi')}"]`,
      `[15000000,"data","${text('ho')}"]`,
      expect.stringMatching(/^\[20000000,"close",\{"code":"DEVICE_UNPLUGGED","message":".*"\}\]$/),
      '',
    ]);
  });

  it('works on when its capture cannot be written, which is told once', async () => {
    const { clock, simulated } = capturedSerial((line) => ({ onWrite: (_, written) => line.send(written) }));
    const failures: unknown[] = [];
    let lines = 0;
    const { serial } = captureTransports(simulated.transports, {
      clock,
      openSink: () => ({
        write: () => {
          lines += 1;
          if (lines > 2) throw new Error('the disk is full');
        },
        end: () => {},
      }),
      onFailed: (error) => failures.push(error),
    });
    const connection = await (serial as SerialTransport).open(options);
    const seen = watch(connection);
    await connection.write('a');
    await connection.write('b');
    await connection.close();
    expect(seen.map((each) => (Array.isArray(each) ? each[1] : each))).toEqual(['a', 'b', 'closed']);
    expect(failures).toEqual([new Error('the disk is full')]);
  });

  it('plays back byte-exact at the same times, whatever goes over the line', async () => {
    const step = fc.record({
      waitNs: fc.integer({ min: 0, max: 50_000_000 }),
      sent: fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 }), { nil: undefined }),
      answers: fc.array(
        fc.record({
          afterNs: fc.integer({ min: 1, max: 9_000_000 }),
          bytes: fc.uint8Array({ minLength: 1 }),
        }),
        { maxLength: 3 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const session = async (clock: VirtualClock, serial: SerialTransport): Promise<unknown[]> => {
          const connection = await serial.open(options);
          const seen = watch(connection);
          for (const { waitNs, sent } of steps) {
            await clock.advance(waitNs / 1e6);
            if (sent !== undefined) await connection.write(sent);
          }
          await clock.advance(100);
          await connection.close();
          return seen;
        };
        const writes = steps.filter(({ sent }) => sent !== undefined);
        const captured = capturedSerial((line) => {
          let index = 0;
          return {
            onWrite() {
              for (const { afterNs, bytes } of writes[index++]?.answers ?? []) {
                line.after(afterNs / 1e6, () => line.send(bytes));
              }
            },
          };
        });
        const seen = await session(captured.clock, captured.serial);
        const played = play(...captured.kept.captures);
        expect(await session(played.clock, played.serial)).toEqual(seen);
        expect(checkCapture(captured.kept.captures[0] ?? capture()).isCutOff).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

describe('playback', () => {
  it('lists what was captured, as it was found or as far as opening it tells', async () => {
    const { kept, serial } = capturedSerial(() => ({}));
    await (await serial.open(options)).close();
    await serial.list();
    await (await serial.open({ ...options, baudRate: 57_600 })).close();
    expect(await play(...kept.captures).serial.list()).toEqual([
      { path, identity: 'usb:0403:6015:D1', vendorId: '0403', productId: '6015' },
    ]);
    expect(await play(kept.captures[0] ?? capture()).serial.list()).toEqual([{ path, identity: path }]);
  });

  it('has nothing of other kinds, and nothing else of this one', async () => {
    const { transports } = play(capture());
    expect(await transports.hid.list()).toEqual([]);
    expect(await transports.media.list()).toEqual([]);
    expect(await transports.ble.scan({ timeoutMs: 1 })).toEqual([]);
    await expect(transports.serial.open({ ...options, path: '/dev/other' })).rejects.toMatchObject({
      code: 'DEVICE_NOT_FOUND',
      message: expect.stringContaining(`There is: ${path}.`),
    });
  });

  it('plays several captures of a device one after the other, those that were opened so', async () => {
    const with57600 = { ...capture('[5,"close"]'), name: 'other' };
    const header = { ...with57600.header, startNs: 5n };
    const other = {
      ...with57600,
      header: { ...header, open: { method: 'open', options: { path, baudRate: 57_600 } } },
    };
    const { serial } = play(capture('[0,"data","Yg=="]', '[9,"close"]'), other);
    const openings = [57_600, 9_600, 57_600, 57_600];
    for (const baudRate of openings) {
      const connection = await serial.open({ path, baudRate });
      await expect(serial.open({ path, baudRate })).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
      await connection.close();
    }
    await expect(serial.open({ path, baudRate: 300 })).rejects.toMatchObject({
      code: 'CAPTURE_MISMATCH',
      message: expect.stringMatching(/called open\({.*300}\), but the capture has open\({.*9600}\) next/),
    });
  });

  it('says what was expected and what came when the driver calls something else', async () => {
    const { serial } = play(
      capture(`[5,"call",1,"write",[{"base64":"${text('v\n')}"}]]`, '[5,"result",1]', '[9,"close"]'),
    );
    const connection = await serial.open(options);
    await expect(connection.write(Uint8Array.of(1, 2, 255))).rejects.toMatchObject({
      name: 'CaptureError',
      code: 'CAPTURE_MISMATCH',
      message: expect.stringContaining('called write(<01 02 ff>), but the capture has write("v\\n") next'),
      subject: { path: 'test.capture.jsonl' },
    });
    await expect(connection.setSignals({ dtr: true })).rejects.toThrow(
      'called setSignals({"dtr":true}), but the capture has write("v\\n") next',
    );
    await connection.write('v\n');
    await expect(connection.write('x')).rejects.toThrow(
      'called write("x"), but the capture has no more calls',
    );
    expect(connection.isOpen).toBe(true);
  });

  it('waits for calls as long as they take: what follows comes as long after them as it did', async () => {
    const { clock, waiting, serial } = play(
      capture(
        '[1000000,"data","YQ=="]',
        '[2000000,"call",1,"write",[{"base64":"dg=="}]]',
        '[5000000,"result",1]',
        '[7000000,"data","Yg=="]',
        '[8000000,"close",{"code":"DEVICE_UNPLUGGED","message":"gone"}]',
      ),
    );
    const changes: number[] = [];
    serial.watch(() => changes.push(clock.elapsedMs));
    const connection = await serial.open(options);
    const seen = watch(connection);
    await clock.advance(2_001);
    expect(waiting).toEqual([]);
    await clock.advance(8_000);
    expect(waiting).toEqual(['test.capture.jsonl']);
    const at = clock.nowNs();
    const done: number[] = [];
    connection.write('v').then(() => done.push(clock.elapsedMs));
    await clock.advance(50);
    expect(done).toEqual([10_004]);
    expect(seen).toEqual([[startNs + 1_000_000n, 'a'], [at + 5_000_000n, 'b'], 'DEVICE_UNPLUGGED']);
    expect(changes).toEqual([10_007]);
    expect(await serial.list()).toEqual([]);
    await expect(serial.open(options)).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });

  it('hurries when a call comes a little early, and leaves out what was to come long after it', async () => {
    const events = (atMs: number) => [
      '[1000000,"data","YQ=="]',
      `[${atMs}000000,"data","Yg=="]`,
      '[990000000,"call",1,"write",[{"base64":"dg=="}]]',
      '[990000000,"result",1]',
      '[991000000,"data","Yw=="]',
      '[999000000,"close"]',
    ];
    for (const [atMs, expected] of [
      [220, ['a', 'b', 'c']],
      [900, ['a', 'c']],
    ] as const) {
      const { clock, serial } = play(capture(...events(atMs)));
      const connection = await serial.open(options);
      const seen = watch(connection);
      await clock.advance(100);
      await connection.write('v');
      await clock.advance(10);
      expect(seen.map((each) => (each as unknown[])[1])).toEqual(expected);
      const times = seen.map((each) => (each as bigint[])[0] ?? 0n);
      expect(times.every((time) => time <= clock.nowNs())).toBe(true);
      expect(times).toEqual([...times].sort((a, b) => Number(a - b)));
    }
  });

  it('takes as long to open as it did, unless it is given up', async () => {
    const slow = { ...capture('[5,"close"]') };
    const late = {
      ...slow,
      *events() {
        yield { offsetNs: 3e9, type: 'result', call: 0 } as const;
      },
    };
    const { clock, serial } = play(late);
    const reason = new Error('too slow');
    const controller = new AbortController();
    const opening = serial.open({ ...options, signal: controller.signal });
    opening.catch(() => {});
    await clock.advance(2_000);
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
    const again = serial.open(options);
    await clock.advance(3_000);
    await (await again).close();
  });

  it('ends as unplugged where a capture was cut off, and as failed where it is damaged', async () => {
    for (const [events, code] of [
      [['[1,"data","YQ=="]'], 'DEVICE_UNPLUGGED'],
      [['[1,"data","YQ=="]', '[2,"dat'], 'IO_FAILED'],
    ] as const) {
      const { clock, serial } = play(capture(...events));
      const seen = watch(await serial.open(options));
      await clock.advance(1);
      expect(seen).toEqual([[startNs + 1n, 'a'], code]);
    }
  });

  it('says why a capture cannot be opened at all', async () => {
    const header = parseCapture(`${formatHeader(capture().header)}\n[0,"resu\n`, 'broken');
    const failure = play(header).serial.open(options);
    await expect(failure).rejects.toMatchObject({ code: 'IO_FAILED', cause: { code: 'CAPTURE_INVALID' } });
  });

  it('runs by the timers of the process where the clock has none of its own', async () => {
    const clock = { nowNs: () => process.hrtime.bigint() };
    const { serial } = playCaptures({
      clock,
      captures: [
        capture(
          '[1000000,"data","YQ=="]',
          '[30000000,"data","Yg=="]',
          '[30000000,"close",{"code":"IO_FAILED","message":"x"}]',
        ),
      ],
    });
    const beganNs = clock.nowNs();
    const connection = await serial.open(options);
    const seen = watch(connection);
    await expect.poll(() => seen, { timeout: 10_000 }).toHaveLength(3);
    const [[first], [second]] = seen as [[bigint], [bigint]];
    expect(second - first).toBe(29_000_000n);
    expect(clock.nowNs() - beganNs).toBeGreaterThanOrEqual(30_000_000n);
  });
});
