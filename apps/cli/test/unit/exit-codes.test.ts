import { exportErrorCodes, hostErrorCodes, recordingErrorCodes } from '@modlink/host';
import { ModlinkError, TransportError } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { CliError, cliErrorCodes } from '../../src/cli-error.js';
import { exitCodeMeanings, exitCodeOf, exitCodes } from '../../src/exit-codes.js';

describe('exit codes', () => {
  it('are all in the table, once and in order', () => {
    const listed = exitCodeMeanings.map(([code]) => code);
    expect(listed).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
  });

  it.each([
    ['UNKNOWN_DRIVER', exitCodes.wrongUsage],
    ['SETTINGS_INVALID', exitCodes.wrongUsage],
    ['RECORDING_FILE_EXISTS', exitCodes.recordingFailed],
    ['RECORDING_DISK_FULL', exitCodes.recordingFailed],
    ['RECORDING_NOT_FOUND', exitCodes.fileFailed],
    ['RECORDING_DAMAGED', exitCodes.fileFailed],
    ['RECORDING_CHANGED', exitCodes.fileFailed],
    ['REPLAY_INVALID_OPTIONS', exitCodes.wrongUsage],
    ['EXPORT_WRITE_FAILED', exitCodes.fileFailed],
    ['SETTINGS_NOT_SAVED', exitCodes.failure],
  ])('of %s', (code, expected) => {
    expect([...hostErrorCodes, ...recordingErrorCodes, ...exportErrorCodes]).toContain(code);
    expect(exitCodeOf(new ModlinkError(code, 'x'))).toBe(expected);
  });

  it('of a driver’s own errors are those of a device', () => {
    const subject = { driverId: 'd' };
    expect(exitCodeOf(new ModlinkError('EDEVICE', 'x', { subject }))).toBe(exitCodes.deviceFailed);
    expect(exitCodeOf(new TransportError('DEVICE_NOT_FOUND', 'x', { subject }))).toBe(exitCodes.noDevice);
    expect(exitCodeOf(new TransportError('DEVICE_BUSY', 'x', { subject }))).toBe(exitCodes.deviceFailed);
  });

  it('of the command line’s own errors are never the one without a meaning', () => {
    for (const code of cliErrorCodes) {
      if (code === 'INTERRUPTED') continue;
      expect(exitCodeOf(new CliError(code, 'x'))).not.toBe(exitCodes.failure);
    }
  });

  it('of anything else is 1', () => {
    expect(exitCodeOf(new TypeError('x'))).toBe(1);
    expect(exitCodeOf('x')).toBe(1);
    expect(exitCodeOf(new ModlinkError('constructor', 'x'))).toBe(1);
  });
});
