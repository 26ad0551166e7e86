import { expect, it } from 'vitest';
import { isSecretName, maskAddresses, maskSettings } from '../src/settings/mask-secrets.js';

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

it('masks secrets at any depth, and leaves what is empty', () => {
  expect(
    maskSettings({
      seed: 7,
      password: '',
      cameras: [{ url: 'x', password: 'p4ss' }],
      apiKey: { id: 1 },
      token: null,
    }),
  ).toEqual({ seed: 7, password: '', cameras: [{ url: 'x', password: '***' }], apiKey: '***', token: null });
});

it('masks what addresses and headers carry, wherever they stand', () => {
  expect(
    maskAddresses({
      log: [
        'opened rtsp://user:pa55@10.0.0.2/stream',
        'GET /x?a=1&token=abc&b=2',
        'Authorization: Bearer abc.def',
      ],
      plain: 'me@example.org at 12:30',
      count: 3,
    }),
  ).toEqual({
    log: ['opened rtsp://***@10.0.0.2/stream', 'GET /x?a=1&token=***&b=2', 'Authorization: Bearer ***'],
    plain: 'me@example.org at 12:30',
    count: 3,
  });
});
