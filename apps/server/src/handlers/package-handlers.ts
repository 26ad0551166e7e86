import {
  type Host,
  isRegistrySpec,
  type PackageJob,
  type PackageJobResult,
  type PackageJobSnapshot,
} from '@modlink/host';
import type { WireInstalledPackage, WirePackageJob } from '@modlink/protocol';
import { ServerError } from '../server-error.js';
import type { PackageSources } from '../server-options.js';
import type { Handlers } from './handler.js';

type PackageRoutes =
  | 'listPackages'
  | 'outdatedPackages'
  | 'searchPackages'
  | 'suggestPackages'
  | 'installPackage'
  | 'updatePackage'
  | 'removePackage'
  | 'rollbackPackage'
  | 'listPackageJobs'
  | 'getPackageJob'
  | 'cancelPackageJob';

/** @param sources - what may be installed over the API. */
export function packageHandlers({ packages }: Host, sources: PackageSources): Pick<Handlers, PackageRoutes> {
  const start = (job: PackageJob) => wirePackageJob(job.snapshot());
  return {
    listPackages: async () => ({ packages: (await packages.list()).map(wireInstalled) }),
    outdatedPackages: async ({ signal }) => ({
      packages: (await packages.outdated({ signal })).map(defined),
    }),
    async searchPackages({ query: { text = '' }, signal }) {
      const [found, installed] = await Promise.all([packages.search(text, { signal }), packages.list()]);
      const versions = new Map(installed.map(({ name, version }) => [name, version]));
      return {
        packages: found.map((each) => defined({ ...each, installedVersion: versions.get(each.name) })),
      };
    },
    async suggestPackages({ signal }) {
      const { devices, failures } = await packages.suggestions({ signal });
      return {
        devices: devices.map(({ drivers, ...device }) => ({
          ...device,
          drivers: drivers.map((driver) => ({ ...driver })),
        })),
        failures: failures.map((each) => ({ ...each })),
      };
    },
    installPackage({ body: { spec, allowScripts } }) {
      requireAllowed(sources, spec);
      return start(packages.install(spec, { allowScripts }));
    },
    updatePackage({ body: { name, range, rebuild, allowScripts } }) {
      requireAllowed(sources, range === undefined ? name : `${name}@${range}`);
      return start(packages.update(name, { range, rebuild, allowScripts }));
    },
    removePackage: ({ body: { name } }) => start(packages.remove(name)),
    rollbackPackage: ({ body: { name, ...options } }) => start(packages.rollback(name, options)),
    listPackageJobs: () => ({ jobs: packages.jobs().map(start) }),
    getPackageJob: ({ params: { jobId } }) => start(packages.job(jobId)),
    async cancelPackageJob({ params: { jobId } }) {
      const job = packages.job(jobId);
      job.cancel();
      // How it ended stands in the job.
      await job.done.catch(() => undefined);
      return start(job);
    },
  };
}

/** A path of a request must not reach the disk of this machine, nor a URL what only this machine reaches. */
function requireAllowed(sources: PackageSources, spec: string): void {
  if (sources === 'none') {
    throw new ServerError(
      'PACKAGE_SOURCE_FORBIDDEN',
      'This server installs no packages. Install them on the machine itself: modlink install.',
    );
  }
  if (sources === 'any' || isRegistrySpec(spec)) return;
  throw new ServerError(
    'PACKAGE_SOURCE_FORBIDDEN',
    `${JSON.stringify(spec)} is no package of the registry, and this server installs nothing else. Give a name, as in ` +
      '"modlink-driver-x@^1.2.0", or install it on the machine itself: modlink install.',
  );
}

export function wirePackageJob(job: PackageJobSnapshot): WirePackageJob {
  const { jobId, kind, subject, state, progress, packages, error } = job;
  return {
    ...{ jobId, kind, subject, state },
    ...(progress && { ...progress }),
    packages: packages.map((each) => ({
      ...wireInstalled(each),
      ...(each.replaced !== undefined && { replaced: each.replaced }),
      changed: each.changed,
    })),
    ...(error !== undefined && { error: { code: error.code, message: error.message } }),
  };
}

function wireInstalled({
  path: _path,
  machine: _machine,
  driverIds,
  ranScripts,
  skippedScripts,
  ...installed
}: Omit<PackageJobResult, 'replaced' | 'changed'>): WireInstalledPackage {
  const lists = {
    driverIds: [...driverIds],
    ranScripts: [...ranScripts],
    skippedScripts: [...skippedScripts],
  };
  return defined({ ...installed, ...lists });
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** What is not known is left out. */
function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
