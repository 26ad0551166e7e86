/**
 * Measures the live view: how smoothly it draws, and by how much its memory grows.
 *
 *     npm run measure                          a short look, about two minutes
 *     MODLINK_TEST_FULL=1 npm run measure      more than an equivalent hour; writes the README of the studio, fails where an
 *                                              aim is not reached
 */
import { loadavg } from 'node:os';
import { measureFrameTimes } from './frame-times.mjs';
import { measureMemorySlope } from './memory-slope.mjs';
import { writeResults } from './results.mjs';

const isFull = process.env.MODLINK_TEST_FULL === '1';

console.log({ loadOfMachine: loadavg()[0] });
const frameTimes = await measureFrameTimes(isFull ? 60 : 15);
console.log(frameTimes);
const memory = await measureMemorySlope(isFull ? 15 : 1);
console.log(memory);
if (isFull) {
  await writeResults(frameTimes, memory);
  if (frameTimes.p95Ms >= 33 || memory.pageMegabytesPerHour >= 1) process.exitCode = 1;
}
