/** Takes out what must not leave the machine with a bug report. */

const secretWords = new Set([
  'token',
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'credential',
  'credentials',
  'authorization',
  'auth',
  'key',
  'apikey',
  'pin',
]);
const masked = '***';

/** Whether a setting of such a name holds a secret: `apiKey`, `wifi-password`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => secretWords.has(word));
}

/** Settings with the values of secrets replaced, at any depth. */
export function maskSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSettings);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      isSecretName(name) && part !== null && part !== '' ? masked : maskSettings(part),
    ]),
  );
}

/** Anything, with names, passwords and tokens in addresses replaced: `rtsp://***@camera/`, `?token=***`. */
export function maskAddresses(value: unknown): unknown {
  if (typeof value === 'string') {
    return value
      .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${masked}@`)
      .replace(/([?&](?:token|password|secret|key|auth)=)[^&\s]+/gi, `$1${masked}`)
      .replace(/(bearer )[\w.~+/=-]+/gi, `$1${masked}`);
  }
  if (Array.isArray(value)) return value.map(maskAddresses);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, maskAddresses(part)]));
}
