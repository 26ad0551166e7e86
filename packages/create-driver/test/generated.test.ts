/** A driver of each kind builds and passes its own tests at once; one that is broken does not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basesOf, generateDriver, planDriver, transports } from '../src/index.js';
import { Nursery } from './support/generated.js';

const kinds = transports.flatMap((transport) => basesOf(transport).map((base) => [transport, base] as const));
const streams = (base: string) => {
  const rate = (rateHz: number) => (base === 'loop' ? 100 : rateHz);
  return [
    'acceleration:signal:3:100:m/s^2',
    `mat:field:4x5:${rate(30)}:kPa`,
    `line:raster:16:${rate(50)}`,
    `eye:video:6x8:${rate(20)}`,
    ...(base === 'loop' ? [] : ['beat:signal:1:irregular:ms']),
  ];
};

/** What is broken, in which file, and the rule or test that says so. */
const mutations: readonly (readonly [
  name: string,
  kind: readonly [transport: string, base: string],
  file: string,
  from: string,
  to: string,
  seen: RegExp,
])[] = [
  ['keeps-tail', ['serial', 'driver'], 'src/driver.ts', 'this.#chunks.flush();', '', /fill no whole chunk/],
  ['reads-damaged', ['serial', 'driver'], 'src/parser/index.ts', 'checksum(', '0 * checksum(', /damaged/],
  [
    'never-tells',
    ['serial', 'loop'],
    'src/driver.ts',
    'write(question)',
    'write(question).catch(() => {})',
    /goes away is reported/,
  ],
  [
    'stays-open',
    ['ble', 'driver'],
    'src/driver.ts',
    'return peripheral.close()',
    'return Promise.resolve()',
    /lets go of/,
  ],
  [
    'big-endian',
    ['hid', 'driver'],
    'src/parser/index.ts',
    '2 * index, true',
    '2 * index, false',
    /what the device/,
  ],
  [
    'never-stops',
    ['none', 'driver'],
    'src/driver.ts',
    'this.#source?.stop();',
    '',
    /stops the stream and lets go/,
  ],
  [
    'other-provider',
    ['media', 'driver'],
    'package.json',
    '"media"\n        ]',
    '"cam"\n        ]',
    /manifest/,
  ],
];

const nursery = await Nursery.open();
afterAll(() => nursery.close());

function make(folder: string, transport: string, base: string): Promise<readonly string[]> {
  const defaults = { workingFolder: nursery.folder, author: 'An author', packageManager: 'npm' } as const;
  return generateDriver(planDriver({ folder, transport, base, streams: streams(base) }, defaults), undefined);
}

describe('generated drivers', () => {
  let results: Awaited<ReturnType<Nursery['test']>>;

  beforeAll(async () => {
    for (const [transport, base] of kinds) await make(`${transport}-${base}`, transport, base);
    for (const [name, [transport, base], file, from, to] of mutations) {
      await make(name, transport, base);
      await nursery.change(`${name}/${file}`, from, to);
    }
    results = await nursery.test();
  }, 240_000);

  it('compile, with their tests', async () => {
    const built = await nursery.build(kinds.map((kind) => kind.join('-')));
    expect(built.stdout).toBe('');
    expect(built.exitCode).toBe(0);
  }, 120_000);

  it.each(kinds.map((kind) => kind.join('-')))('%s passes its own tests', (name) => {
    expect(results.get(name)?.failed).toEqual([]);
    expect(results.get(name)?.passed).toBeGreaterThan(25);
  });

  it.each(mutations.map(([name, , , , , seen]) => [name, seen] as const))('%s is noticed', (name, seen) => {
    const failed = results.get(name)?.failed ?? [];
    expect(
      failed.some((title) => seen.test(title)),
      failed.join('\n'),
    ).toBe(true);
  });
});
