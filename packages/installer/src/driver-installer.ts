/**
 * The installer: every change goes through the same steps, and the last one is a rename. Whatever happens before it, the
 * version that was installed still is; whatever happens after it, the new one is.
 */
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type BundledPackage, openBundle } from './bundle/open-bundle.js';
import { type BundleEntry, type BundleRequest, writeBundle } from './bundle/write-bundle.js';
import { type BlockedVersions, readBlockedVersions } from './checks/blocked-versions.js';
import {
  type InstalledPackage,
  installedPackage,
  packageFolder,
  readPackageJson,
} from './installed-package.js';
import { InstallerError } from './installer-error.js';
import type {
  ChangeOptions,
  InstallerOptions,
  InstallOptions,
  InstallResult,
  RollbackOptions,
  UpdateOptions,
} from './installer-options.js';
import { downloadsFolder, installedPackages, Prefix, sweepDrivers } from './layout/drivers-folder.js';
import { findInstalled, requireInstalled } from './layout/find-installed.js';
import type { InstallPointer } from './layout/install-record.js';
import { lockInstaller } from './layout/installer-lock.js';
import { npmFailure } from './npm/npm-failure.js';
import { type NpmSettings, readNpmSettings } from './npm/npm-settings.js';
import { findOutdated, type OutdatedPackage } from './npm/outdated.js';
import {
  type PackageDrivers,
  type RegistryPackage,
  readDrivers,
  searchRegistry,
} from './npm/search-registry.js';
import { type PutRequest, putVersion } from './put-version.js';
import { findPackageOf } from './resolve/driver-name.js';
import { type PackageSpec, parseSpec } from './resolve/package-spec.js';
import { type ResolvedPackage, resolvePackage } from './resolve/resolve-package.js';
import { rebuildRequest, updateSpec } from './resolve/update-request.js';
import { rollBack } from './roll-back.js';
import type { Session } from './session.js';
import { defaultPackageLimits, SizeBudget } from './stage/screen-tarball.js';

/**
 * Installs driver packages into a folder, each in a prefix of its own.
 *
 * ```ts
 * const installer = new DriverInstaller({ folder: join(modlinkHome(), 'drivers') });
 * const [{ package: installed }] = await installer.install('@modlink/driver-muse@^1.0.0');
 * ```
 */
export class DriverInstaller {
  readonly #options: InstallerOptions;
  readonly #folder: string;
  /** What packages of the registry say of their drivers; a version never changes. */
  readonly #known = new Map<string, PackageDrivers>();

  constructor(options: InstallerOptions) {
    this.#options = options;
    this.#folder = resolve(options.folder);
  }

  /** The packages that are installed, by name. @throws {InstallerError} `BLOCKED_LIST_INVALID` */
  async list(): Promise<InstalledPackage[]> {
    const blocked = await this.#readBlocked();
    const found = await Promise.all(
      (await installedPackages(this.#folder)).map((pointer) =>
        installedPackage(new Prefix(this.#folder, pointer.package), pointer, (name, version) =>
          blocked.reason(name, version),
        ).catch(() => undefined),
      ),
    );
    return found.filter((each) => each !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Installs a package, or another version of it.
   * @param spec - the name of a package or the id of a driver, with `@range` or without; the path of a tarball, a folder or a
   * bundle; the URL of a tarball.
   * @returns what was installed: one package, or all of a bundle.
   * @throws {InstallerError} what speaks against it. Nothing has changed then, but for the packages of a bundle that came first.
   */
  install(spec: string, options: InstallOptions = {}): Promise<InstallResult[]> {
    return this.#exclusively(options, async (session) => {
      const asked = await parseSpec(spec, this.#options.workingFolder ?? process.cwd());
      session.onProgress({ phase: 'resolve' });
      if (asked.source === 'tarball') {
        const bundled = await openBundle(asked.path, this.#downloads, new SizeBudget(session.budget.limits));
        if (bundled !== undefined) return this.#installBundle(bundled, asked.path, options, session);
      }
      return [await this.#put({ resolved: await this.#find(asked, session), ...options }, session)];
    });
  }

  /**
   * Brings a package to the newest version that fits what it was installed with, or to another one.
   * @param name - of the package, or the id of one of its drivers, as for all that is about an installed package.
   * @throws {InstallerError} `PACKAGE_NOT_INSTALLED`, and what speaks against the new version: the present one stays.
   */
  update(name: string, { range, rebuild = false, ...options }: UpdateOptions = {}): Promise<InstallResult> {
    return this.#exclusively(options, async (session) => {
      const { prefix, pointer, record } = await requireInstalled(this.#folder, name);
      if (rebuild) {
        const again = await rebuildRequest({ prefix, pointer, record }, options.allowScripts);
        return this.#put({ ...options, ...again }, session);
      }
      session.onProgress({ phase: 'resolve' });
      const spec = updateSpec(record, range);
      const asked = await parseSpec(spec, this.#options.workingFolder ?? process.cwd());
      const resolved = await this.#resolve(asked, session);
      if (resolved.name === record.package) return this.#put({ resolved, ...options }, session);
      throw new InstallerError(
        'PACKAGE_INVALID',
        `${spec} is the package ${resolved.name} now; ${record.package} was expected there. Install it by its new name.`,
        { subject: { package: record.package } },
      );
    });
  }

  /**
   * Brings back the version that ran before, once it has started on trial; the present one can be brought back the same way.
   * @throws {InstallerError} `PACKAGE_NOT_INSTALLED`, `NO_PREVIOUS_VERSION`, `VERSION_BLOCKED`, `DRIVER_IN_USE`,
   * `HEALTH_CHECK_FAILED`
   */
  rollback(name: string, options: RollbackOptions = {}): Promise<InstallResult> {
    return this.#exclusively(options, async (session) => {
      const installed = await requireInstalled(this.#folder, name);
      const pointer = await rollBack(installed, this.#options.checks ?? {}, options, session);
      const result = await this.#describe(installed.prefix, pointer, session);
      return { package: result, replaced: installed.record.version, changed: true };
    });
  }

  /** Removes a package with all its versions. @throws {InstallerError} `PACKAGE_NOT_INSTALLED`, `DRIVER_IN_USE` */
  remove(name: string, options: ChangeOptions = {}): Promise<InstalledPackage> {
    return this.#exclusively(options, async (session) => {
      const { prefix, pointer, record } = await requireInstalled(this.#folder, name);
      const removed = await this.#describe(prefix, pointer, session);
      await this.#options.checks?.beforeChange?.({
        kind: 'remove',
        package: record.package,
        replaces: record.version,
        driverIds: removed.driverIds,
      });
      session.onProgress({ phase: 'swap' });
      await prefix.remove();
      return removed;
    });
  }

  /** The packages of which the registry has newer versions. @throws {InstallerError} `NPM_CONFIG_INVALID` */
  async outdated({ signal }: Pick<ChangeOptions, 'signal'> = {}): Promise<OutdatedPackage[]> {
    return findOutdated(await this.list(), await this.#readNpmForLooks(), await this.#readBlocked(), signal);
  }

  /** Driver packages of the registry. @throws {InstallerError} `REGISTRY_UNREACHABLE` */
  async search(text: string, { signal }: Pick<ChangeOptions, 'signal'> = {}): Promise<RegistryPackage[]> {
    return searchRegistry(text, await this.#readNpmForLooks(), signal);
  }

  /** What the packages of a search say of their drivers: those that say nothing usable are left out. */
  async drivers(
    packages: readonly RegistryPackage[],
    { signal }: Pick<ChangeOptions, 'signal'> = {},
  ): Promise<PackageDrivers[]> {
    return readDrivers(packages, await this.#readNpmForLooks(), this.#known, signal);
  }

  /**
   * Writes packages with everything that they depend on into one file, from which they are installed without a network.
   * @param specs - as for {@link install}; a package that is installed goes in as it is installed when no range is given.
   * @param path - of the file; one that is there is replaced.
   * @throws {InstallerError} of the registry; `BUNDLE_NOT_WRITABLE`
   */
  bundle(specs: readonly string[], path: string, options: ChangeOptions = {}): Promise<BundleEntry[]> {
    return this.#exclusively(options, async (session) => {
      const requests: BundleRequest[] = [];
      for (const spec of specs) requests.push(await this.#bundleRequest(spec, session));
      return writeBundle(
        requests,
        resolve(this.#options.workingFolder ?? process.cwd(), path),
        this.#downloads,
        session,
      );
    });
  }

  async #bundleRequest(spec: string, session: Session): Promise<BundleRequest> {
    const asked = await parseSpec(spec, this.#options.workingFolder ?? process.cwd());
    const isNamed = asked.source === 'registry' && asked.wanted === 'latest';
    const installed = isNamed ? await findInstalled(this.#folder, asked.name) : undefined;
    if (installed !== undefined) {
      const { prefix, pointer, record } = installed;
      const packageJson = await readPackageJson(packageFolder(prefix, pointer.current, record));
      const lockedIn = prefix.versionPath(pointer.current);
      return { name: record.package, version: record.version, packageJson, lockedIn };
    }
    return this.#find(asked, session);
  }

  async #installBundle(
    packages: readonly BundledPackage[],
    path: string,
    options: InstallOptions,
    session: Session,
  ): Promise<InstallResult[]> {
    const results: InstallResult[] = [];
    for (const { name, version, packageJson, integrity, folder, cache } of packages) {
      const resolved: ResolvedPackage = {
        ...{ name, version, packageJson, integrity },
        source: 'bundle',
        requested: path,
        tarball: undefined,
        deprecated: undefined,
      };
      // Everything is in the bundle: what is not, is missing, however well the network works.
      const npm = { ...session.npm, cache, offline: true };
      results.push(
        await this.#put(
          { resolved, lockedIn: folder, ...options },
          { ...session, npm, budget: new SizeBudget(session.budget.limits) },
        ),
      );
    }
    return results;
  }

  async #put(
    request: Omit<PutRequest, 'driversFolder' | 'checks'>,
    session: Session,
  ): Promise<InstallResult> {
    const { checks = {} } = this.#options;
    const { prefix, pointer, ...result } = await putVersion(
      { ...request, driversFolder: this.#folder, checks },
      session,
    );
    return { package: await this.#describe(prefix, pointer, session), ...result };
  }

  #describe(
    prefix: Prefix,
    pointer: InstallPointer,
    { blocked }: Pick<Session, 'blocked'>,
  ): Promise<InstalledPackage> {
    return installedPackage(prefix, pointer, (name, version) => blocked.reason(name, version));
  }

  /** One change at a time, after the leftovers of those that were cut off are gone. */
  async #exclusively<Result>(
    { signal, onProgress = () => undefined }: ChangeOptions,
    job: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const { lockTimeoutMs: timeoutMs = 600_000, limits = {} } = this.#options;
    const onWait = () => onProgress({ phase: 'wait' });
    const cancelling = signal && cancelledBy(signal);
    try {
      await using _lock = await lockInstaller(this.#folder, { timeoutMs, signal: cancelling, onWait });
      await sweepDrivers(this.#folder);
      try {
        return await job({
          npm: await this.#readNpm(),
          blocked: await this.#readBlocked(),
          budget: new SizeBudget({ ...defaultPackageLimits, ...limits }),
          signal: cancelling,
          onProgress,
        });
      } finally {
        await rm(this.#downloads, { recursive: true, force: true, maxRetries: 5 });
      }
    } catch (error) {
      throw npmFailure(error, `the folder of drivers ${this.#folder}`, cancelling);
    }
  }

  get #downloads(): string {
    return join(this.#folder, downloadsFolder);
  }

  /** A name may be the id of a driver. */
  async #find(asked: PackageSpec, session: Session): Promise<ResolvedPackage> {
    const { npm, signal } = session;
    const found = asked.source === 'registry' ? await findPackageOf(asked, npm, signal) : asked;
    return this.#resolve(found, session);
  }

  #resolve(asked: PackageSpec, { npm, budget, signal }: Session): Promise<ResolvedPackage> {
    return resolvePackage(asked, { npm, budget, signal, downloadsFolder: this.#downloads });
  }

  async #readNpm(): Promise<NpmSettings> {
    return { ...(await readNpmSettings(this.#folder)), ...this.#options.npm };
  }

  /** Somebody waits for the answer, and can ask again: npm itself tries for more than a minute. */
  async #readNpmForLooks(): Promise<NpmSettings> {
    return { ...(await readNpmSettings(this.#folder)), retry: lookRetry, ...this.#options.npm };
  }

  #readBlocked(): Promise<BlockedVersions> {
    const { blockedVersionsFile = join(dirname(this.#folder), 'blocked-versions.json') } = this.#options;
    return readBlockedVersions(blockedVersionsFile);
  }
}

const lookRetry = { retries: 1, minTimeout: 500, maxTimeout: 500 };

/** The signal of whoever asked, with a reason of ours. */
function cancelledBy(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const cancel = () =>
    controller.abort(
      new InstallerError('INSTALL_CANCELLED', 'Cancelled. What was installed before still is.'),
    );
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return controller.signal;
}
