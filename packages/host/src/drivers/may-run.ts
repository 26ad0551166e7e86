/** Which of the installed drivers may run, and in words why one may not. */
import { HostError } from '../errors.js';
import type { DriverPackageInfo } from '../registry/index.js';
import type { AllowList } from '../settings/index.js';

/**
 * Why a driver is switched off: the user did it, it is not on an allow list, or the host runs in safe mode. Where several
 * hold, the one that binds most: allow list, safe mode, user.
 */
export type DisabledBy = 'allow-list' | 'safe-mode' | 'user';

type Installed = Pick<DriverPackageInfo, 'driverId' | 'installedAs' | 'source'>;

/** Everything that decides whether drivers may run. */
export interface RunRules {
  /** The application's own list; `undefined` when it has none. */
  readonly applicationList: AllowList | undefined;
  /** The user's list, from the settings. */
  readonly userList: AllowList | undefined;
  readonly safeMode: boolean;
  /** Third-party drivers that were switched on in spite of the safe mode. */
  readonly switchedOn: ReadonlySet<string>;
  /** Whether the user left the driver switched on. */
  readonly isEnabled: (driverId: string) => boolean;
}

/** Why a driver is switched off; `undefined` when it may run. */
export function disabledBy(driver: Installed, rules: RunRules): DisabledBy | undefined {
  const { driverId } = driver;
  if (!isListed(driver, rules.applicationList) || !isListed(driver, rules.userList)) return 'allow-list';
  if (rules.safeMode && isThirdParty(driver) && !rules.switchedOn.has(driverId)) return 'safe-mode';
  return rules.isEnabled(driverId) ? undefined : 'user';
}

/**
 * Whether a driver is not ModLink's own: everything but the packages `@modlink/driver-*` that the application brings along,
 * as dependencies or as roots of kind `package`. What the user installed is third-party, whatever its name: in safe mode
 * nothing runs that was added to the application.
 */
export function isThirdParty({ installedAs, source }: Installed): boolean {
  return source === 'user' || !installedAs.startsWith('@modlink/driver-');
}

/** Says why a driver may not run, and what to do. */
export function disabledError(driver: DriverPackageInfo, by: DisabledBy, rules: RunRules): HostError {
  const { driverId, installedAs, path } = driver;
  return new HostError('DRIVER_DISABLED', wordsOf[by](driver, rules), {
    subject: { driverId, package: installedAs, path },
  });
}

const wordsOf: Record<DisabledBy, (driver: Installed, rules: RunRules) => string> = {
  user: ({ driverId }) =>
    `The driver "${driverId}" is switched off in the settings. Switch it on first: "modlink drivers enable ${driverId}", or host.drivers.enable("${driverId}").`,

  'allow-list': (driver, { applicationList }) => {
    const { driverId, installedAs } = driver;
    const [whose, remedy] = isListed(driver, applicationList)
      ? ['in the settings', 'host.drivers.setAllowList(...)']
      : ['of this application', 'createHost({ allowList })'];
    return (
      `The driver "${driverId}" of ${installedAs} is not on the allow list ${whose}, and only drivers on it may run. ` +
      `Add the driver or its package to the list: ${remedy}.`
    );
  },

  'safe-mode': ({ driverId, installedAs }) =>
    `The driver "${driverId}" of ${installedAs} is switched off, since this host runs in safe mode: drivers of third ` +
    `parties start switched off. Switch it on for this run, host.drivers.enable("${driverId}"), or start without safe mode.`,
};

function isListed({ driverId, installedAs }: Installed, list: AllowList | undefined): boolean {
  if (list === undefined) return true;
  return (list.drivers?.includes(driverId) || list.packages?.includes(installedAs)) ?? false;
}
