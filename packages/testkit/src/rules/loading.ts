/** Rules about a driver before a device is connected. */
import { type Driver, isDriver, normalizeDeviceId, StreamDescriptor } from '@modlink/sdk';
import { declaredDriver, defaultSettings, settingsSchema } from './declared.js';
import { type DriverRule, expectThat } from './rule.js';
import { inWords, type Stage } from './stage.js';

/** A new driver, bound to nothing. */
const made = (stage: Stage): Promise<Driver> => stage.call('The factory', () => stage.factory());

export const loadingRules: readonly DriverRule[] = [
  {
    id: 'factory',
    name: 'the factory takes no argument and gives a driver',
    remedy:
      'Export `default () => new MyDriver()`, with a class that extends Driver. Find the device in search(), and hand its port ' +
      'or address to connectDevice() in `extra`.',
    async run(stage) {
      const count = stage.factory.length;
      expectThat(count === 0, `The factory takes ${count} arguments.`);
      const driver: unknown = await made(stage);
      expectThat(isDriver(driver), `The factory gave ${describeValue(driver)}, which is no driver.`);
    },
  },
  {
    id: 'construction',
    name: 'a constructor opens no device and starts nothing',
    remedy: 'Move that work to connectDevice() or startStreaming(): hosts make drivers only to list them.',
    async run(stage) {
      await made(stage);
      const timers = stage.clock.pendingTimers;
      expectThat(timers === 0, `The constructor set ${timers} timers.`);
      const { driver, transport } = await stage.load();
      driver.descriptors();
      await stage.advance(100);
      const openings = transport?.openings ?? 0;
      expectThat(openings === 0, `The driver opened a device ${openings} times before connectDevice().`);
    },
  },
  {
    id: 'identifiers',
    name: 'deviceId has the form name.XX and is stable; displayName and providers are texts',
    remedy:
      "Write the id as a constant: `readonly deviceId = 'my_sensor.01'`. The host gives other devices their ordinals.",
    async run(stage) {
      const [first, second] = [await made(stage), await made(stage)];
      const { deviceId, displayName, supportedProviders } = first;
      try {
        normalizeDeviceId(deviceId);
      } catch (error) {
        expectThat(false, `deviceId gives ${inWords(error)}.`);
      }
      const others = [first.deviceId, second.deviceId].filter((other) => other !== deviceId);
      expectThat(others.length === 0, `deviceId was "${deviceId}", then "${others[0]}".`);
      const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
      expectThat(isText(displayName), `displayName is ${describeValue(displayName)}.`);
      expectThat(
        Array.isArray(supportedProviders) && supportedProviders.every(isText),
        `supportedProviders is ${describeValue(supportedProviders)}, not a list of texts.`,
      );
      const { provider } = stage.options;
      expectThat(
        supportedProviders.includes(provider),
        `supportedProviders is [${supportedProviders.join(', ')}], without the provider "${provider}" of this check.`,
      );
    },
  },
  {
    id: 'descriptors',
    name: 'descriptors() are readable before a device is connected, valid, and the same each time',
    remedy:
      'Return StreamDescriptors, one per stream key, from constants. What only the connected device knows, connectDevice() returns.',
    async run(stage) {
      const { driver } = await stage.load();
      const [first, second] = [driver.descriptors(), driver.descriptors()];
      expectDescriptors(driver, first, 'descriptors()');
      expectThat(
        JSON.stringify(first) === JSON.stringify(second),
        'descriptors() gave something else when it was asked again.',
      );
    },
  },
  {
    id: 'manifest',
    name: 'the manifest is valid, and agrees with the class about providers and transports',
    remedy:
      'Correct the `modlink` part of package.json: a host knows the driver by it alone, and gives it only what it names.',
    skip: ({ manifest }) => (manifest === undefined ? 'no manifest was given' : undefined),
    async run(stage) {
      const entry = declaredDriver(stage.options);
      const { supportedProviders } = await made(stage);
      const listed = (names: readonly string[]) => [...names].sort().join(', ');
      expectThat(
        listed(entry.providers) === listed(supportedProviders),
        `The manifest has the providers [${listed(entry.providers)}], the class [${listed(supportedProviders)}].`,
      );
      const used = Object.keys(stage.options.transport?.(stage.clock).transports ?? {});
      const missing = used.filter((kind) => !entry.transports.some((named) => named === kind));
      expectThat(missing.length === 0, `The manifest does not name the transport ${missing.join(', ')}.`);
    },
  },
  {
    id: 'settings',
    name: 'the default settings are accepted',
    remedy:
      "Give defaults in the settings schema with which a device connects; the driver's own defaults are the same.",
    skip: (options) => (settingsSchema(options) === undefined ? 'no settings schema was given' : undefined),
    async run(stage) {
      await stage.connect(await stage.load(defaultSettings(stage.options)));
    },
  },
];

/** Descriptors of one driver are valid, and of different streams. */
export function expectDescriptors(driver: Driver, given: unknown, source: string): void {
  expectThat(Array.isArray(given), `${source} gave ${describeValue(given)} instead of a list.`);
  const keys = new Set<string>();
  for (const [index, descriptor] of (given as StreamDescriptor[]).entries()) {
    expectThat(
      typeof descriptor?.toJSON === 'function',
      `Element ${index} of ${source} is ${describeValue(descriptor)}, not made with \`new StreamDescriptor(...)\`.`,
    );
    // Also one of another copy of the SDK: what it says is checked once more.
    const { deviceId, streamKey } = new StreamDescriptor(descriptor.toJSON());
    expectThat(!keys.has(streamKey), `${source} has two streams with the key "${streamKey}".`);
    keys.add(streamKey);
    const own = normalizeDeviceId(driver.deviceId);
    expectThat(
      deviceId === own,
      `The stream "${streamKey}" is of "${deviceId}", but the driver is "${own}".`,
    );
  }
}

/** A value as a sentence holds it. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : `an object of class ${value.constructor?.name ?? 'none'}`;
}
