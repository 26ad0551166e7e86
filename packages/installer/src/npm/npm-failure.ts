import { isModlinkError, serializeError } from '@modlink/sdk';
import { InstallerError, type InstallerErrorCode } from '../installer-error.js';

interface Failure {
  readonly code: InstallerErrorCode;
  /** What it means and what to do; npm's own words follow. */
  readonly words: (wanted: string) => string;
}

const unreachable: Failure = {
  code: 'REGISTRY_UNREACHABLE',
  words: (wanted) =>
    `The registry could not be asked for ${wanted}. Check the network, and "registry" and "proxy" of the npm ` +
    'configuration (npm config list); a bundle installs without a network.',
};
const denied: Failure = {
  code: 'REGISTRY_DENIED',
  words: (wanted) => `The registry does not give ${wanted} to this user. Log in to it: npm login.`,
};
const unresolvable: Failure = {
  code: 'DEPENDENCY_UNRESOLVABLE',
  words: (wanted) =>
    `The dependencies of ${wanted} do not fit together. Its author corrects them; try another version.`,
};
const refused: Failure = {
  code: 'DEPENDENCY_REFUSED',
  words: (wanted) =>
    `${wanted} has a dependency that does not come from the registry (git, a URL, a file or a folder), which is not ` +
    'installed with a driver. Its author publishes the dependency, or leaves it out.',
};
const notWritable: Failure = {
  code: 'INSTALL_NOT_WRITABLE',
  words: (wanted) =>
    `${wanted} could not be written. Make room on the disk, and give this user permission to write.`,
};

/** By the codes of npm's libraries, of Node and of the system. */
const failures: Readonly<Record<string, Failure>> = {
  E404: {
    code: 'PACKAGE_NOT_FOUND',
    words: (wanted) =>
      `The registry has no package ${wanted}. Correct the name: "modlink drivers search" finds drivers.`,
  },
  ETARGET: {
    code: 'VERSION_NOT_FOUND',
    words: (wanted) =>
      `The registry has the package, but no version that fits ${wanted}. Ask for another one.`,
  },
  ENOVERSIONS: {
    code: 'VERSION_NOT_FOUND',
    words: (wanted) => `The registry knows ${wanted}, but has no version of it.`,
  },
  EINTEGRITY: {
    code: 'INTEGRITY_MISMATCH',
    words: (wanted) =>
      `What was downloaded of ${wanted} is not what was published. Nothing of it is used. Try again; if it stays so, ` +
      'do not trust the registry or the network in between.',
  },
  E401: denied,
  E403: denied,
  ENEEDAUTH: denied,
  EOTP: denied,
  ERESOLVE: unresolvable,
  EUNSUPPORTEDPROTOCOL: unresolvable,
  EINVALIDTAGNAME: unresolvable,
  EINVALIDPACKAGENAME: unresolvable,
  EALLOWGIT: refused,
  EALLOWREMOTE: refused,
  EALLOWFILE: refused,
  EALLOWDIRECTORY: refused,
  EBADPLATFORM: {
    code: 'PLATFORM_UNSUPPORTED',
    words: (wanted) => `${wanted} needs a package that does not run on this machine.`,
  },
  EBADENGINE: {
    code: 'ENGINE_UNSUPPORTED',
    words: (wanted) => `${wanted} needs a package that does not run on this version of Node.`,
  },
  ENOSPC: notWritable,
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  EDQUOT: notWritable,
};

const networkCodes =
  /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|FETCH_ERROR|ENOTCACHED|CERT_\w+|UNABLE_TO_\w+|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|ERR_SSL_\w+|E5\d\d|E429)$/;

/** An error of npm's libraries in our words; errors of ours stay as they are. */
export function npmFailure(error: unknown, wanted: string, signal?: AbortSignal): unknown {
  if (isModlinkError(error)) return error;
  if (signal?.aborted) return signal.reason;
  const { code = '', message } = serializeError(error);
  const failure =
    failures[code] ??
    (networkCodes.test(code)
      ? unreachable
      : { code: 'INSTALL_FAILED' as const, words: () => `${wanted} could not be installed.` });
  return new InstallerError(failure.code, `${failure.words(wanted)} npm says: ${message}`, { cause: error });
}
