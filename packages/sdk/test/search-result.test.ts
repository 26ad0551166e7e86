import { describe, expect, it } from 'vitest';
import { SearchResult, type SearchResultInit } from '../src/index.js';

describe('SearchResult', () => {
  it('has the defaults of the contract: subtitle empty, no deviceId, extra empty', () => {
    expect({ ...new SearchResult({ title: 'Cyton' }) }).toEqual({
      title: 'Cyton',
      subtitle: '',
      deviceId: undefined,
      identity: undefined,
      extra: {},
    });
  });

  it('normalizes the deviceId when it is given', () => {
    expect(new SearchResult({ title: 'Cyton', deviceId: 'OpenBCI-Cyton.02' }).deviceId).toBe(
      'openbci_cyton.02',
    );
    expect(() => new SearchResult({ title: 'Cyton', deviceId: 'cyton' })).toThrow(/name\.XX/);
  });

  it('hands extra back unchanged, whatever becomes of what the driver gave', () => {
    const extra = { path: '/dev/ttyUSB0', channels: [1, 2] };
    const result = new SearchResult({ title: 'Cyton', extra });
    extra.channels.push(3);
    expect(result.extra).toEqual({ path: '/dev/ttyUSB0', channels: [1, 2] });
  });

  it('is made again from its own members, as when it crosses a process', () => {
    const result = new SearchResult({
      title: 'Cyton',
      subtitle: 'COM3',
      identity: 'usb:1',
      extra: { path: 'COM3' },
    });
    expect(new SearchResult(JSON.parse(JSON.stringify(result)) as SearchResultInit)).toEqual(result);
  });

  it.each([
    [{ title: '' }, 'a title'],
    [{ title: '  ' }, 'a title'],
    [{}, 'a title'],
    [null, 'a title'],
    [{ title: 'Cyton', subtitle: 5 }, 'subtitle'],
    [{ title: 'Cyton', identity: 5 }, 'identity'],
    [{ title: 'Cyton', extra: { port: () => {} } }, 'a JSON object'],
    [{ title: 'Cyton', extra: ['COM3'] }, 'a JSON object'],
    [{ title: 'Cyton', extra: 'COM3' }, 'a JSON object'],
  ])('%o is refused with a message about %s', (init, words) => {
    expect(() => new SearchResult(init as SearchResultInit)).toThrow(
      expect.objectContaining({ code: 'INVALID_SEARCH_RESULT', message: expect.stringContaining(words) }),
    );
  });
});
