import type { Transport } from './choices.js';
import type { DriverPlan } from './driver-plan.js';
import { type ModlinkPackage, rangeIn } from './ranges.js';
import type { Workspace } from './surroundings.js';

/** What the template of a package.json has, as far as it is changed. */
interface PackageJson {
  modlink: { drivers: Record<string, object> };
  dependencies?: Record<string, string>;
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
  [field: string]: unknown;
}

export interface PackageJsonOptions {
  readonly plan: DriverPlan;
  readonly workspace: Workspace | undefined;
  readonly ranges: Readonly<Record<ModlinkPackage, string>>;
}

/** The provider ids of the drivers that are made here. */
export function providerOf(transport: Transport): string {
  return transport === 'none' ? 'device' : transport;
}

/** Makes the driver's package.json of the template's. */
export function driverPackageJson(template: string, options: PackageJsonOptions): string {
  const { plan, workspace, ranges } = options;
  const manifest = JSON.parse(template) as PackageJson;
  const range = (name: ModlinkPackage) => rangeIn(workspace, name, ranges[name]);
  const dependencies = plan.base === 'lines' ? { '@modlink/line-parser': range('@modlink/line-parser') } : {};
  const { name: _, ...fields } = manifest;
  const made: PackageJson = {
    name: plan.packageName,
    ...fields,
    description: `${plan.displayName}, as a driver of ModLink`,
    license: plan.license,
    modlink: {
      ...manifest.modlink,
      drivers: { [plan.driverId]: driverEntry(plan, manifest.modlink.drivers['template-sensor'] ?? {}) },
    },
    ...(Object.keys(dependencies).length > 0 && { dependencies }),
    peerDependencies: { '@modlink/sdk': range('@modlink/sdk') },
    devDependencies: {
      ...manifest.devDependencies,
      '@modlink/cli': range('@modlink/cli'),
      '@modlink/sdk': range('@modlink/sdk'),
      '@modlink/testkit': range('@modlink/testkit'),
    },
  };
  if (workspace === undefined) {
    made.scripts = { ...manifest.scripts, changeset: 'changeset' };
    made.devDependencies = { '@changesets/cli': '^2.31.1', ...made.devDependencies };
  }
  return `${JSON.stringify(made, null, 2)}\n`;
}

function driverEntry(plan: DriverPlan, template: object): object {
  const { transport, displayName } = plan;
  const match = matchRules(plan);
  return {
    ...template,
    displayName,
    providers: [providerOf(transport)],
    transports: transport === 'none' ? [] : [transport],
    ...(match && { match }),
  };
}

/** By what a host recognizes the device, where it can. */
function matchRules({ transport, usb, bleService }: DriverPlan): object | undefined {
  switch (transport) {
    case 'serial':
      return { serial: [usb] };
    case 'hid':
      return { hid: [usb] };
    case 'ble':
      return { ble: [{ serviceUuid: bleService }] };
    default:
      // A driver that took every camera for its own would be suggested for all of them.
      return undefined;
  }
}
