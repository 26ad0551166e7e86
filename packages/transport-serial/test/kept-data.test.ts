import { expect, it } from 'vitest';
import { KeptData } from '../src/kept-data.js';

const chunk = (value: number, size: number) => new Uint8Array(size).fill(value);

function contents(kept: KeptData): { value: number | undefined; arrivalNs: bigint }[] {
  const all: { value: number | undefined; arrivalNs: bigint }[] = [];
  kept.giveTo((bytes, arrivalNs) => all.push({ value: bytes[0], arrivalNs }));
  return all;
}

it('gives everything once, in order, with the times of arrival', () => {
  const kept = new KeptData();
  const reused = Uint8Array.of(1);
  kept.add(reused, 10n);
  reused[0] = 2;
  kept.add(reused, 20n);
  expect(contents(kept)).toEqual([
    { value: 1, arrivalNs: 10n },
    { value: 2, arrivalNs: 20n },
  ]);
  expect(contents(kept)).toEqual([]);
});

it('keeps 1 MiB and lets the oldest go beyond that', () => {
  const kept = new KeptData();
  for (let index = 0; index < 32; index++) kept.add(chunk(index, 64 * 1024), BigInt(index));
  const values = contents(kept).map(({ value }) => value);
  expect(values).toEqual(Array.from({ length: 16 }, (_, index) => index + 16));
});
