import { randomUUID } from 'node:crypto';
import type { InstalledPackage, InstallProgress, InstallResult } from '@modlink/installer';
import { isModlinkError, type SerializedError, serializeError } from '@modlink/sdk';

export type PackageJobKind = 'install' | 'update' | 'rollback' | 'remove';
export type PackageJobState = 'running' | 'finished' | 'failed' | 'cancelled';

/** A job as it is at a moment. */
export interface PackageJobSnapshot {
  readonly jobId: string;
  readonly kind: PackageJobKind;
  /** What was asked for: a package, a range, a path. */
  readonly subject: string;
  readonly state: PackageJobState;
  /** The step that it is at, or was at last. */
  readonly progress: InstallProgress | undefined;
  /** What was installed, or removed; when it has finished. */
  readonly packages: readonly PackageJobResult[];
  readonly error: SerializedError | undefined;
}

export type PackageJobResult = InstalledPackage & Pick<InstallResult, 'replaced' | 'changed'>;

/** What a job does. */
export type PackageWork = (options: {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: InstallProgress) => void;
}) => Promise<readonly PackageJobResult[]>;

/** One installation, update, rollback or removal, from its beginning on. */
export class PackageJob {
  readonly jobId = randomUUID();
  /** What was installed or removed. @throws what went wrong. */
  readonly done: Promise<readonly PackageJobResult[]>;
  readonly #controller = new AbortController();
  readonly #about: Pick<PackageJobSnapshot, 'kind' | 'subject'>;
  readonly #onChange: (job: PackageJobSnapshot) => void;
  #state: PackageJobState = 'running';
  #progress: InstallProgress | undefined;
  #packages: readonly PackageJobResult[] = [];
  #error: unknown;

  /** @internal made by `host.packages` */
  constructor(
    about: Pick<PackageJobSnapshot, 'kind' | 'subject'>,
    work: PackageWork,
    onChange: (job: PackageJobSnapshot) => void,
  ) {
    this.#about = about;
    this.#onChange = onChange;
    this.done = this.#run(work);
    // Whoever does not wait for it learns how it ended from its snapshot.
    this.done.catch(() => undefined);
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Ends it, unless the new version has taken over already. Wait for `done` to know. */
  cancel(): void {
    this.#controller.abort();
  }

  snapshot(): PackageJobSnapshot {
    return {
      jobId: this.jobId,
      ...this.#about,
      state: this.#state,
      progress: this.#progress,
      packages: this.#packages,
      error: this.#error === undefined ? undefined : serializeError(this.#error),
    };
  }

  async #run(work: PackageWork): Promise<readonly PackageJobResult[]> {
    // First of all the caller gets the job.
    await Promise.resolve();
    try {
      this.#packages = await work({
        signal: this.#controller.signal,
        onProgress: (progress) => {
          this.#progress = progress;
          this.#onChange(this.snapshot());
        },
      });
      this.#state = 'finished';
      return this.#packages;
    } catch (error) {
      const isCancelled = isModlinkError(error) && error.code === 'INSTALL_CANCELLED';
      this.#state = isCancelled ? 'cancelled' : 'failed';
      this.#error = error;
      throw error;
    } finally {
      this.#onChange(this.snapshot());
    }
  }
}
