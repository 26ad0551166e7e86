/** The process that runs one driver for `modlink driver check`: it is told which, answers once, and ends. */
import { loadDriver } from '@modlink/host';
import { type JsonObject, serializeError } from '@modlink/sdk';
import { type DriverCheckOptions, FrameRecorder, VirtualClock } from '@modlink/testkit';
import { type CheckResult, passed, wrong } from '../check-result.js';
import { checkConformance } from './conformance.js';
import { checkCycles } from './cycles.js';
import { declaredOptions, emptyTransports } from './declared-device.js';
import type { DriverJob, DriverJobDone } from './job.js';

process.once('message', (job: DriverJob) => {
  void answer(job);
});

async function answer(job: DriverJob): Promise<void> {
  const done: DriverJobDone = { results: await checkJob(job) };
  process.send?.(done, () => process.exit(0));
}

async function checkJob(job: DriverJob): Promise<readonly CheckResult[]> {
  const factory = () => loadDriver(job);
  try {
    await factory();
  } catch (error) {
    return [
      wrong(
        'load',
        'DRIVER_NOT_LOADED',
        serializeError(error).message,
        'What it imports has to be in the package, or among its dependencies; "modlink dev" shows the whole error.',
      ),
    ];
  }
  let options: DriverCheckOptions;
  try {
    options = await checkOptions(job);
  } catch (error) {
    const { message } = serializeError(error);
    return [
      wrong(
        'conformance',
        'CHECK_FILE_INVALID',
        message,
        'Correct it; see the README of create-modlink-driver.',
      ),
    ];
  }
  const hasDevice = await findsDevice(factory, options);
  return [
    passed('load', 'with nothing but its dependencies'),
    ...(await checkConformance(factory, options, hasDevice)),
    ...(await checkCycles(factory, options, hasDevice)),
  ];
}

async function checkOptions(job: DriverJob): Promise<DriverCheckOptions> {
  const { driverId, manifest, settingsSchema, transports, providers } = job;
  const declared = await declaredOptions(job);
  return {
    provider: providers[0] ?? '',
    transport: emptyTransports(transports),
    manifest,
    driverId,
    ...(settingsSchema && { settingsSchema, settings: defaultsOf(settingsSchema) }),
    ...declared,
  };
}

/** What a host fills in where the user has set nothing. */
function defaultsOf({ properties = {} }: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties as Record<string, JsonObject>).flatMap(([name, schema]) =>
      schema.default === undefined ? [] : [[name, schema.default]],
    ),
  );
}

/** A search that fails counts as one that finds nothing: with a device, the rules tell why. */
async function findsDevice(
  factory: () => ReturnType<typeof loadDriver>,
  { provider, transport, settings }: DriverCheckOptions,
): Promise<boolean> {
  const clock = new VirtualClock().install();
  try {
    const recorder = new FrameRecorder(await clock.until(factory()), {
      clock,
      ...(settings && { settings }),
      transports: transport?.(clock).transports,
    });
    return (await clock.until(recorder.search(provider))).length > 0;
  } catch {
    return false;
  } finally {
    clock.uninstall();
  }
}
