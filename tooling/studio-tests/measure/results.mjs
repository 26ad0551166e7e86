/** Writes what was measured into the README of the studio. */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, cpus, platform } from 'node:os';

const path = createRequire(import.meta.url)
  .resolve('@modlink/studio/package.json')
  .replace(/package\.json$/, 'README.md');
const begin = '<!-- measured: npm run measure writes this -->';
const end = '<!-- end of what was measured -->';

export async function writeResults(frameTimes, memory) {
  const text = await readFile(path, 'utf8');
  const [before, rest = ''] = text.split(begin);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`${path} has no "${begin}" and "${end}".`);
  await writeFile(path, `${before}${begin}\n\n${table(frameTimes, memory)}\n\n${end}${after}`);
}

function table(frameTimes, memory) {
  const { window, picturesPerSecond, p50Ms, p95Ms, p99Ms, chromium } = frameTimes;
  const rows = [
    ['time between pictures, median', `${p50Ms} ms`, ''],
    ['time between pictures, 95 of 100', `${p95Ms} ms`, 'under 33 ms'],
    ['time between pictures, 99 of 100', `${p99Ms} ms`, ''],
    ['pictures per second', String(picturesPerSecond), ''],
    ['memory of the page, growth per hour', `${memory.pageMegabytesPerHour} MB`, 'under 1 MB'],
    ['heap of scripts alone, growth per hour', `${memory.heapMegabytesPerHour} MB`, ''],
    ['memory of the page at the end', `${memory.pageMegabytes} MB`, ''],
  ];
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${platform()}, ${chromium}, window ${window}`;
  return [
    `Measured on ${machine}, drawn without a graphics processor. The memory is that of ${memory.equivalentHours} equivalent hours, ${memory.timesFaster} times as fast as by the clock.`,
    '',
    '| what | measured | aim |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}
