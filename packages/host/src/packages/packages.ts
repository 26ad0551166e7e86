import type {
  BundleEntry,
  ChangeOptions,
  DriverInstaller,
  InstalledPackage,
  InstallerOptions,
  InstallOptions,
  InstallResult,
  OutdatedPackage,
  RegistryPackage,
  RollbackOptions,
  UpdateOptions,
} from '@modlink/installer';
import { isModlinkError } from '@modlink/sdk';
import type { DriverCatalogue } from '../drivers/driver-catalogue.js';
import { HostError } from '../errors.js';
import type { HostEvents } from '../events/host-events.js';
import type { ListPluggedIn } from '../supervisor/list-plugged-in.js';
import { PackageJob, type PackageJobKind, type PackageJobResult, type PackageWork } from './package-job.js';
import { type PackageSuggestion, suggestPackages } from './package-suggestions.js';

/** Jobs that have ended are forgotten beyond this number. */
const keptJobs = 100;

export interface PackagesOptions {
  readonly installer: InstallerOptions;
  readonly catalogue: DriverCatalogue;
  readonly events: HostEvents;
  readonly listPluggedIn: ListPluggedIn;
  /** Drivers were changed: what was started of them for searches is not to be used any more. */
  readonly onChanged: () => Promise<void>;
}

/** What is plugged in, and who knows it. */
export interface PackageSuggestions {
  readonly devices: readonly PackageSuggestion[];
  /** Transports that could not look, and the registry when it could not be asked. */
  readonly failures: readonly { readonly source: string; readonly message: string }[];
}

/** The driver packages of this user: installed ones, those of the registry, and what changes them. */
export class Packages {
  readonly #options: PackagesOptions;
  readonly #jobs = new Map<string, PackageJob>();
  #opened: Promise<DriverInstaller> | undefined;

  constructor(options: PackagesOptions) {
    this.#options = options;
  }

  /** The packages that are installed for this user, by name. @throws {InstallerError} `BLOCKED_LIST_INVALID` */
  async list(): Promise<InstalledPackage[]> {
    return (await this.#installer()).list();
  }

  /** Those of which there is a newer version, or that were deprecated or blocked. */
  async outdated(options: Pick<ChangeOptions, 'signal'> = {}): Promise<OutdatedPackage[]> {
    return (await this.#installer()).outdated(options);
  }

  /** Driver packages of the registry. @throws {InstallerError} `REGISTRY_UNREACHABLE`, `REGISTRY_DENIED` */
  async search(text: string, options: Pick<ChangeOptions, 'signal'> = {}): Promise<RegistryPackage[]> {
    return (await this.#installer()).search(text, options);
  }

  /**
   * Drivers for what is plugged in: installed ones and those that the registry has. No device is opened; Bluetooth is
   * searched for some seconds. Without a registry, installed drivers are suggested all the same.
   */
  async suggestions({ signal }: Pick<ChangeOptions, 'signal'> = {}): Promise<PackageSuggestions> {
    const installer = await this.#installer();
    const registryFailures: { source: string; message: string }[] = [];
    const ask = async () => {
      try {
        return await installer.drivers(await installer.search('', { signal }), { signal });
      } catch (error) {
        if (!isModlinkError(error) || signal?.aborted) throw error;
        registryFailures.push({ source: 'registry', message: error.message });
        return [];
      }
    };
    const [{ pluggedIn, failures }, found] = await Promise.all([this.#options.listPluggedIn(signal), ask()]);
    return {
      devices: suggestPackages(pluggedIn, this.#options.catalogue.list(), found),
      failures: [...failures.map(({ kind, message }) => ({ source: kind, message })), ...registryFailures],
    };
  }

  /**
   * Starts to install a package, or a bundle of them. It runs for the first time while it is installed, on trial: it is
   * code of whoever published it, with the rights of this user.
   * @param spec - the name of a package or the id of a driver, with `@range` or without; the path of a tarball, a folder or a
   * bundle; the URL of a tarball.
   */
  install(spec: string, options: Pick<InstallOptions, 'allowScripts' | 'reinstall'> = {}): PackageJob {
    return this.#start('install', spec, async (installer, run) => {
      const results = await installer.install(spec, { ...options, ...run });
      return results.map(jobResult);
    });
  }

  /** Starts to update a package. */
  update(name: string, options: Pick<UpdateOptions, 'range' | 'rebuild' | 'allowScripts'> = {}): PackageJob {
    return this.#start('update', name, async (installer, run) => [
      jobResult(await installer.update(name, { ...options, ...run })),
    ]);
  }

  /** Starts to bring back the version that ran before: it is started on trial first, as a new one is. */
  rollback(name: string, options: Pick<RollbackOptions, 'withoutTrial'> = {}): PackageJob {
    return this.#start('rollback', name, async (installer, run) => [
      jobResult(await installer.rollback(name, { ...options, ...run })),
    ]);
  }

  /**
   * Starts to remove a package. The ids of its drivers are free for others afterwards; also those of a package that is gone
   * already, and that they are only remembered for: then there is nothing among the results.
   */
  remove(name: string): PackageJob {
    const { catalogue } = this.#options;
    return this.#start('remove', name, async (installer, run) => {
      try {
        const removed = await installer.remove(name, run);
        await catalogue.forgetOwner(removed.name);
        return [{ ...removed, replaced: removed.version, changed: true }];
      } catch (error) {
        const isGone = isModlinkError(error) && error.code === 'PACKAGE_NOT_INSTALLED';
        const isElsewhere = catalogue.list().some(({ installedAs }) => installedAs === name);
        if (isGone && !isElsewhere && (await catalogue.forgetOwner(name))) return [];
        throw error;
      }
    });
  }

  /** Writes packages with everything that they depend on into one file. @throws {InstallerError} */
  async bundle(specs: readonly string[], path: string, options: ChangeOptions = {}): Promise<BundleEntry[]> {
    return (await this.#installer()).bundle(specs, path, options);
  }

  /** The jobs since the host began, the oldest first. */
  jobs(): readonly PackageJob[] {
    return [...this.#jobs.values()];
  }

  /** @throws {HostError} `UNKNOWN_PACKAGE_JOB` */
  job(jobId: string): PackageJob {
    const job = this.#jobs.get(jobId);
    if (job !== undefined) return job;
    throw new HostError(
      'UNKNOWN_PACKAGE_JOB',
      `There is no package job "${jobId}". Jobs are forgotten when the host ends.`,
    );
  }

  /** Cancels what runs, and waits for its end. @internal */
  async close(): Promise<void> {
    await Promise.all(
      this.jobs().map((job) => {
        job.cancel();
        return job.done.catch(() => undefined);
      }),
    );
  }

  #start(
    kind: PackageJobKind,
    subject: string,
    work: (installer: DriverInstaller, run: Parameters<PackageWork>[0]) => ReturnType<PackageWork>,
  ): PackageJob {
    const { catalogue, events, onChanged } = this.#options;
    const job = new PackageJob(
      { kind, subject },
      async (run) => {
        const results = await work(await this.#installer(), run);
        if (results.some(({ changed }) => changed)) {
          await catalogue.rescan();
          await onChanged();
        }
        return results;
      },
      (snapshot) => events.emit('package-job', { job: snapshot }),
    );
    this.#jobs.set(job.jobId, job);
    this.#forgetOld();
    return job;
  }

  /** npm's libraries are loaded when they are first needed: most hosts never install anything. */
  #installer(): Promise<DriverInstaller> {
    this.#opened ??= import('@modlink/installer').then(
      ({ DriverInstaller }) => new DriverInstaller(this.#options.installer),
    );
    return this.#opened;
  }

  #forgetOld(): void {
    for (const [jobId, job] of this.#jobs) {
      if (this.#jobs.size <= keptJobs) return;
      if (!job.isRunning) this.#jobs.delete(jobId);
    }
  }
}

function jobResult({ package: installed, replaced, changed }: InstallResult): PackageJobResult {
  return { ...installed, replaced, changed };
}
