import type { WireStoredRecording } from '@modlink/protocol';
import { describe, expect, it } from 'vitest';
import {
  allRecordings,
  driverChoices,
  isWanted,
  recordingsQuery,
} from '../src/recordings/wanted-recordings.js';

const recording = (...drivers: WireStoredRecording['drivers']) => ({ drivers }) as WireStoredRecording;
const old = recording({ driverId: 'board', version: '1.2.0' });
const fresh = recording({ driverId: 'board', version: '1.10.0' }, { driverId: 'camera' });

describe('which recordings are listed', () => {
  it('asks for all when nothing is said', () => {
    expect(recordingsQuery(allRecordings)).toEqual({});
    expect(isWanted(old, allRecordings)).toBe(true);
  });

  it('asks for whole days of this time zone, also the last one', () => {
    const query = recordingsQuery({
      ...allRecordings,
      text: ' rest ',
      fromDay: '2026-03-01',
      toDay: '2026-03-01',
    });
    expect(query).toEqual({
      text: 'rest',
      fromNs: `${new Date(2026, 2, 1).getTime()}000000`,
      toNs: `${new Date(2026, 2, 2).getTime() - 1}000000`,
    });
    expect(recordingsQuery({ ...allRecordings, fromDay: '2026-' })).toEqual({});
  });

  it('tells versions of a driver apart', () => {
    expect(driverChoices([fresh, old])).toEqual(['board', 'board@1.2.0', 'board@1.10.0', 'camera']);
    const wanted = { ...allRecordings, driver: 'board@1.2.0' };
    expect(recordingsQuery(wanted)).toEqual({ driverId: 'board' });
    expect([old, fresh].map((each) => isWanted(each, wanted))).toEqual([true, false]);
    expect([old, fresh].map((each) => isWanted(each, { ...wanted, driver: 'board' }))).toEqual([true, true]);
  });
});
