import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, maskSettings, maskText, secretsIn } from '../../src/diagnostics/mask-secrets.js';

it.each([
  ['token', true],
  ['apiKey', true],
  ['wifi-password', true],
  ['CLIENT_SECRET', true],
  ['authorization', true],
  ['seed', false],
  ['keyboard', false],
  ['tokenize', false],
  ['pinned', false],
])('a setting called %s holds a secret: %s', (name, isSecret) => {
  expect(isSecretName(name)).toBe(isSecret);
});

const schema = {
  type: 'object',
  properties: {
    account: { type: 'string', writeOnly: true },
    rooms: { type: 'array', items: { properties: { code: { type: 'string', format: 'password' } } } },
  },
};

describe('secrets', () => {
  it('are masked at any depth, by name and by schema, and what is empty is left', () => {
    const settings = {
      seed: 7,
      password: '',
      cameras: [{ url: 'x', password: 'p4ss' }],
      apiKey: { id: 1 },
      token: null,
      account: 'lab',
      rooms: [{ code: 'abcd', name: 'one' }],
    };
    expect(maskSettings(settings, schema)).toEqual({
      seed: 7,
      password: '',
      cameras: [{ url: 'x', password: '***' }],
      apiKey: '***',
      token: null,
      account: '***',
      rooms: [{ code: '***', name: 'one' }],
    });
    expect(secretsIn(settings, schema).sort()).toEqual(['', '1', 'abcd', 'lab', 'p4ss']);
  });

  it('are in no text, whatever they are, also as JSON writes them', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), (secret, around) => {
        const text = JSON.stringify({ message: around + secret + around });
        fc.pre(!'***'.includes(secret) && !JSON.stringify({ message: '******' }).includes(secret));
        const masked = JSON.stringify({ message: `${around}***${around}` });
        fc.pre(!masked.includes(secret));
        expect(maskText(text, [secret])).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
    );
  });

  it('are taken out of addresses and headers', () => {
    expect(maskText('opened rtsp://user:pa55@10.0.0.2/stream', [])).toBe('opened rtsp://***@10.0.0.2/stream');
    expect(maskText('GET /x?a=1&token=abc&b=2', [])).toBe('GET /x?a=1&token=***&b=2');
    expect(maskText('Authorization: Bearer abc.def', [])).toBe('Authorization: Bearer ***');
    expect(maskText('me@example.org at 12:30', [])).toBe('me@example.org at 12:30');
  });
});
