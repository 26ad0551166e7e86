import { type Driver, isDriver, isDriverClass } from '@modlink/sdk';
import { HostError } from '../errors.js';
import type { LoadRequest } from './messages.js';

/** Where a driver is: see `StartableDriver`. */
export type DriverModule = Pick<LoadRequest, 'entryUrl' | 'exportName' | 'driverId'>;

/**
 * Imports a driver's module and makes an instance of it, here and not in an isolate: for tools that look at drivers.
 * @throws {HostError} `DRIVER_LOAD_FAILED` (the module), `DRIVER_FACTORY_FAILED` (it threw), `DRIVER_FACTORY_INVALID`
 * (no factory, or it gave no driver).
 */
export async function loadDriver({ entryUrl, exportName, driverId }: DriverModule): Promise<Driver> {
  const subject = { driverId, path: entryUrl };
  let module: Record<string, unknown>;
  try {
    module = (await import(entryUrl)) as Record<string, unknown>;
  } catch (cause) {
    throw new HostError(
      'DRIVER_LOAD_FAILED',
      `The module of the driver "${driverId}" could not be loaded: ${messageOf(cause)}`,
      {
        cause,
        subject,
      },
    );
  }
  const factory = findFactory(module, exportName);
  if (typeof factory !== 'function') {
    throw new HostError(
      'DRIVER_FACTORY_INVALID',
      `The module of the driver "${driverId}" has no factory: ${exportName === undefined ? 'neither a default export nor "createDriver"' : `its export "${exportName}"`} ` +
        `is a function. It has: ${Object.keys(module).join(', ') || 'no exports'}.`,
      { subject },
    );
  }
  let driver: unknown;
  try {
    driver = isDriverClass(factory) ? new factory() : await (factory as () => unknown)();
  } catch (cause) {
    throw new HostError(
      'DRIVER_FACTORY_FAILED',
      `The factory of the driver "${driverId}" threw: ${messageOf(cause)}`,
      { cause, subject },
    );
  }
  if (!isDriver(driver)) {
    throw new HostError(
      'DRIVER_FACTORY_INVALID',
      `The factory of the driver "${driverId}" gave ${describe(driver)}; an instance of a class that extends Driver was expected.`,
      { subject },
    );
  }
  return driver;
}

/** CommonJS modules, and TypeScript's output for them, keep their exports one level down. */
function findFactory(module: Record<string, unknown>, exportName: string | undefined): unknown {
  const inner = module.default as Record<string, unknown> | undefined;
  if (exportName !== undefined) return module[exportName] ?? inner?.[exportName];
  if (typeof module.default === 'function') return module.default;
  return inner?.default ?? module.createDriver ?? inner?.createDriver;
}

function describe(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  return `an object of class ${value.constructor?.name ?? 'null'}`;
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
