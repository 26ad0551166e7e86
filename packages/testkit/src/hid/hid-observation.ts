/** What the rules of HID transports look at, and how they wait. */
import assert from 'node:assert/strict';
import { type HidConnection, isModlinkError, type TransportErrorCode } from '@modlink/sdk';
import { featureReport, type HidSubject, outputReport } from './hid-contract-device.js';

/** What comes from a connection. */
export interface HidLog {
  readonly reports: number[][];
  readonly arrivalsNs: bigint[];
  /** `'closed'`, or the code of the error. */
  readonly ends: string[];
  /** Takes the listener of reports away. */
  readonly stop: () => void;
}

export async function opened({
  transport,
  path,
}: HidSubject): Promise<{ connection: HidConnection; log: HidLog }> {
  const connection = await transport.open({ path });
  return { connection, log: watched(connection) };
}

export function watched(connection: HidConnection): HidLog {
  const reports: number[][] = [];
  const arrivalsNs: bigint[] = [];
  const ends: string[] = [];
  const stop = connection.onInputReport((report, arrivalNs) => {
    if (ends.length > 0) ends.push('a report after the end');
    reports.push(bytes(report));
    arrivalsNs.push(arrivalNs);
  });
  connection.onClose((error) => ends.push(error?.code ?? 'closed'));
  return { reports, arrivalsNs, ends, stop };
}

export async function everyCallIsClosed(connection: HidConnection): Promise<void> {
  await rejection(connection.sendOutputReport(outputReport), 'CONNECTION_CLOSED');
  await rejection(connection.sendFeatureReport(featureReport), 'CONNECTION_CLOSED');
  await rejection(connection.getFeatureReport(4, 9), 'CONNECTION_CLOSED');
  await rejection(connection.getReportDescriptor(), 'CONNECTION_CLOSED');
}

/** How often a subject lets time pass until something has to have happened: 15 s of its time. */
const patience = 600;

export async function until(subject: HidSubject, what: string, isTrue: () => boolean): Promise<void> {
  for (let times = 0; times < patience; times += 1) {
    if (isTrue()) return;
    await subject.pass();
  }
  assert.fail(`It was awaited in vain that ${what}.`);
}

/** What a promise settles with: its value, or what it rejects with. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

export async function rejection(promise: Promise<unknown>, code: TransportErrorCode): Promise<Error> {
  const outcome = await outcomeOf(promise);
  if (!isModlinkError(outcome))
    assert.fail(`A rejection with ${code} was expected; seen: ${String(outcome)}`);
  assert.equal(outcome.name, 'TransportError');
  assert.equal(outcome.code, code, outcome.message);
  return outcome;
}

/** As a list, since a Buffer and a Uint8Array of the same bytes are not deeply equal. */
export function bytes(report: Uint8Array): number[] {
  return Array.from(report);
}

export function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
