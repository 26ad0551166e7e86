import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { DriverError, isModlinkError, ModlinkError, serializeError, TransportError } from '../src/index.js';

describe('ModlinkError', () => {
  it('has name, stable code, message, cause and the ids involved', () => {
    const cause = new Error('EBUSY');
    const error = new TransportError('DEVICE_BUSY', 'The port is busy.', {
      cause,
      subject: { path: 'COM3' },
    });
    expect(error).toBeInstanceOf(ModlinkError);
    expect(error).toBeInstanceOf(Error);
    expect({ ...error, message: error.message, cause: error.cause }).toEqual({
      name: 'TransportError',
      code: 'DEVICE_BUSY',
      message: 'The port is busy.',
      subject: { path: 'COM3' },
      cause,
    });
  });

  it('has no cause and no subject unless they are given', () => {
    const error = new DriverError('NOT_BOUND', 'Not bound.');
    expect('cause' in error).toBe(false);
    expect(error.subject).toEqual({});
  });
});

describe('isModlinkError', () => {
  it('is true for every error of ModLink', () => {
    expect(isModlinkError(new DriverError('NOT_BOUND', ''))).toBe(true);
    expect(isModlinkError(new TransportError('IO_FAILED', ''))).toBe(true);
  });

  it.each([[new Error('no')], [{ code: 'NOT_BOUND' }], [null], [undefined], ['NOT_BOUND']])(
    'is false for %o',
    (value) => {
      expect(isModlinkError(value)).toBe(false);
    },
  );
});

describe('serializeError', () => {
  it('keeps name, code, message, subject and stack of our errors', () => {
    const error = new DriverError('NOT_BOUND', 'Not bound.', { subject: { driverId: 'amp' } });
    expect(serializeError(error)).toEqual({
      name: 'DriverError',
      code: 'NOT_BOUND',
      message: 'Not bound.',
      subject: { driverId: 'amp' },
      stack: error.stack,
    });
  });

  it('leaves an empty subject out', () => {
    expect(serializeError(new DriverError('NOT_BOUND', ''))).not.toHaveProperty('subject');
  });

  it('keeps the code of system errors, and says UNEXPECTED where there is none', () => {
    const system = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    expect(serializeError(system)).toMatchObject({ name: 'Error', code: 'ENOENT', message: 'no such file' });
    expect(serializeError(new TypeError('x is no function'))).toMatchObject({
      name: 'TypeError',
      code: 'UNEXPECTED',
      message: 'x is no function',
    });
    expect(serializeError(new DOMException('gone', 'AbortError'))).toMatchObject({
      name: 'AbortError',
      code: 'UNEXPECTED',
    });
  });

  it('knows an error of another realm', () => {
    const foreign: unknown = runInNewContext("new RangeError('too far')");
    expect(foreign).not.toBeInstanceOf(Error);
    expect(serializeError(foreign)).toMatchObject({ name: 'RangeError', message: 'too far' });
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  it.each([
    ['gone', 'gone'],
    [5n, '5'],
    [undefined, 'undefined'],
    [{ reason: 'gone' }, '{"reason":"gone"}'],
    [Object.create(null), '{}'],
    [cycle, 'an object'],
    [Symbol('gone'), 'Symbol(gone)'],
  ])('tells that %o is no Error', (thrown, text) => {
    expect(serializeError(thrown)).toEqual({
      name: 'NonError',
      code: 'UNEXPECTED',
      message: `A value that is no Error was thrown: ${text}`,
    });
  });

  it('survives JSON', () => {
    const error = serializeError(
      new DriverError('NOT_BOUND', 'Not bound.', { subject: { driverId: 'amp' } }),
    );
    expect(JSON.parse(JSON.stringify(error))).toEqual(error);
  });
});
