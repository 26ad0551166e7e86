import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type ActiveRecording,
  type Device,
  type DeviceInfo,
  type Host,
  type RecordingSummary,
  recordingCompressions,
} from '@modlink/host';
import { serializeError } from '@modlink/sdk';
import { Option } from 'commander';
import { CliError } from '../cli-error.js';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import { findDevices } from '../host/choose-devices.js';
import { openHostWithSettings } from '../host/setting-values.js';
import { connectDevices } from '../live/connect-devices.js';
import { devicesDocument } from '../live/devices-document.js';
import { eventTeller, runLive } from '../live/live-run.js';
import { LiveStreams } from '../live/live-streams.js';
import { Messages } from '../live/messages.js';
import { MarkerKeys, recordingView } from '../live/recording-view.js';
import type { Output } from '../output/output.js';
import { durationText, parseDuration, parseMoment, parseSize } from '../output/quantities.js';
import { recordingDocument, recordingSummaryText } from '../output/recording-summary.js';
import { waitForEnter } from '../terminal/wait-for-enter.js';
import { durationOf, metadataOf, preRollOf, type RecordOptions } from './record-options.js';

export const addRecord: AddCommand = (program, act) => {
  program
    .command('record')
    .description('record devices to a file')
    .option('--driver <id>', 'the driver of the device (repeatable, for several devices at once)', collect)
    .option(
      '--device <text>',
      'the device that has this text in title, details or identity (repeatable)',
      collect,
    )
    .option('--streams <pattern>', 'only these streams, as in "*:eeg" (repeatable)', collect)
    .option('--duration <time>', 'end after this time: 10s, 5m, 1h', parseDuration)
    .option('--until <time>', 'end at this time: 17:30, 2025-03-31T17:30', (text) => parseMoment(text))
    .option('--pre-roll <time>', 'wait for Enter, and keep what came so long before it too', parseDuration)
    .option('--out <file>', 'the file to write, or a folder that exists; that of the settings when absent')
    .option('--name <text>', 'what the recording is called')
    .option('--session <text>', 'the session it belongs to')
    .option('--experiment <text>', 'the experiment it belongs to')
    .option('--subject <text>', 'who or what is recorded')
    .option('--notes <text>', 'what is to be said about it')
    .option('--metadata <key=value>', 'whatever else is to be kept with it (repeatable)', collect)
    .addOption(
      new Option('--compression <kind>', 'compress the file; as the settings say when absent').choices(
        recordingCompressions,
      ),
    )
    .option(
      '--durable-within <time>',
      'the most that is lost when this program is killed; as the settings say when absent',
      parseDuration,
    )
    .option('--fsync', 'wait each time until it is on the disk, so that a power cut loses no more either')
    .option('--roll-size <size>', 'go on in another file when one has this size: 500MB, 1GB', parseSize)
    .option('--roll-every <time>', 'go on in another file after this time: 10m, 1h', parseDuration)
    .option('--reconnect', 'look for a device that went away, and record on when it is back')
    .option('--no-reconnect', 'do not, whatever the settings say')
    .option('--capture-raw', 'also write down what the devices send and get, beside the recording')
    .option('--set <key=value>', 'a setting of the driver, for this recording only (repeatable)', collect)
    .addHelpText(
      'after',
      `
Examples:
  modlink record --driver synthetic --device eeg --duration 10s
  modlink record --driver openbci-cyton --out eeg.mcap --session monday --experiment alpha
  modlink record --driver openbci-cyton --set port=/dev/ttyUSB0
  modlink record --driver openbci-cyton --capture-raw --out eeg.mcap
  modlink record --driver openbci-cyton --playback <file>.capture.jsonl
  modlink record --driver synthetic --device eeg --device imu --streams "*:eeg" --streams "*:accel"
  modlink record --driver openbci-cyton --driver synthetic --device cyton --device camera
  modlink record --driver synthetic --device eeg --roll-every 1h --compression zstd --subject P-07
  modlink record --driver synthetic --device eeg --until 17:30 --metadata room=7
  modlink record --driver openbci-cyton --pre-roll 10s       records when Enter is pressed, from 10 s before

Keys on a terminal: m sets a marker, s starts and ends a segment, q stops. Ctrl-C and SIGTERM complete the file too; a
second Ctrl-C quits at once. An existing file is never overwritten. With several drivers a setting names its own:
--set openbci-cyton:port=/dev/ttyUSB0.

With --roll-size or --roll-every the files are eeg_001.mcap, eeg_002.mcap and so on: each complete by itself, with nothing lost
between them. They are one recording for every command, whichever of them is named. Signals become a quarter smaller with lz4 and a third with zstd;
what a camera gives hardly does.

A disk that becomes full ends the recording in order, and it warns before. The computer is kept from going to sleep by itself,
on Linux with systemd and on macOS; MODLINK_KEEP_AWAKE=off leaves that alone.

When a device is lost the file is kept, and the exit code is 5; with --reconnect it is looked for, and the recording goes on
with a gap. A driver that crashes is started again in any case.

--capture-raw makes a file <driver>-<device>-<time>.capture.jsonl for each connection, byte for byte: send it along with a bug
report. With --playback it stands in for the device, for this and every other command, and the same frames come out.`,
    )
    .action(act<RecordOptions>(record, 'live'));
};

async function record(context: CommandContext, options: RecordOptions): Promise<void> {
  const { output, interruption, globals } = context;
  const { signal } = interruption;
  const { driver: driverIds = [], device = [], streams: selected = '*', set = [] } = options;
  requireDriver(driverIds);
  const preRollMs = preRollOf(options);
  // What is not understood is refused before a device is touched.
  durationOf(options);
  const messages = new Messages();
  const place = await placeOf(options.out);
  await using host = await openHostWithSettings(globals, driverIds, set, {
    onEvent: eventTeller(output, messages),
    reconnect: options.reconnect === undefined ? undefined : { mode: options.reconnect ? 'on' : 'off' },
    // Whoever waits for a recording to end wants to know that it lost its device.
    defaults: { reconnect: { mode: 'off' } },
    capture: options.captureRaw === true ? { folder: folderOf(place) } : undefined,
    preRoll: preRollMs === undefined ? undefined : { durationMs: preRollMs },
  });
  if (output.terminal !== undefined) output.note(output.errorColors.dim('Connecting ...'));
  const found = await findDevices(host, { driverIds, matches: device, otherwise: 'one' }, signal);
  const { devices, failures } = await connectDevices(host, found, signal);
  const [failure] = failures;
  if (failure !== undefined) throw failure.error;

  requireStreams(host, selected);
  using streams = new LiveStreams(
    host,
    devices.map(({ deviceId }) => deviceId),
    selected,
  );
  if (preRollMs !== undefined) {
    await Promise.all(devices.map((each) => each.startStreaming(signal)));
    output.note(
      `Press Enter to record; what came in the ${durationText(preRollMs)} before it will be in the file.`,
    );
    await waitForEnter(signal);
  }
  const durationMs = durationOf(options);
  const recording = await host.recordings.start({
    ...place,
    preRollMs,
    name: options.name,
    session: options.session,
    experiment: options.experiment,
    subject: options.subject,
    notes: options.notes,
    metadata: metadataOf(options),
    compression: options.compression,
    flushIntervalMs: options.durableWithin,
    fsync: options.fsync,
    roll: { sizeBytes: options.rollSize, everyMs: options.rollEvery },
    streams: selected,
  });
  interruption.lastWords = () => lastWords(recording);
  if (preRollMs === undefined) await Promise.all(devices.map((each) => each.startStreaming(signal)));
  const startedMs = performance.now();
  output.step({ type: 'started', path: recording.path, devices: devicesDocument(host) }, () =>
    output.terminal === undefined ? `Recording to ${recording.path}` : undefined,
  );
  const markers = new MarkerKeys(recording, messages);
  const ending = await runLive({
    context,
    host,
    streams,
    messages,
    view: recordingView({
      colors: output.colors,
      recording,
      markers,
      startedMs,
      durationMs,
    }),
    startedMs,
    durationMs,
  });
  markers.endSegment();
  const lost = host.devices.list().filter(({ state }) => state !== 'streaming' && state !== 'connected');
  await stopAll(devices, output);
  const summary = await recording.finish();
  await host.close();
  output.step({ type: 'finished', ending, recording: recordingDocument(summary) }, () =>
    recordingSummaryText(summary, output),
  );
  if (summary.error !== undefined) throw summary.error;
  requireWhole(summary, lost);
}

function requireDriver(driverIds: readonly string[]): void {
  if (driverIds.length > 0) return;
  throw new CliError(
    'WRONG_USAGE',
    'There is no --driver. Say which driver to record with, for example --driver synthetic; "modlink search" shows what each finds.',
  );
}

/** A file, or a folder in which the recording gets a name of its own. */
async function placeOf(out: string | undefined): Promise<{ path?: string; folder?: string }> {
  if (out === undefined) return {};
  const path = resolve(out);
  const isFolder = await stat(path).then(
    (place) => place.isDirectory(),
    () => false,
  );
  return isFolder ? { folder: path } : { path };
}

/** Where the recording is going to be; `undefined` where that is for the settings to say. */
function folderOf({ path, folder }: { path?: string; folder?: string }): string | undefined {
  return path === undefined ? folder : dirname(path);
}

/** @throws {CliError} `WRONG_USAGE` when the patterns match none of the streams there are. */
function requireStreams(host: Host, selected: string | readonly string[]): void {
  let matches = 0;
  host.bus.watch(selected, () => {
    matches += 1;
  })();
  if (matches > 0) return;
  const there = host.bus.streams().map(({ streamId }) => streamId);
  throw new CliError(
    'WRONG_USAGE',
    `No stream matches --streams ${[selected].flat().join(' ')}. The streams are ${there.join(', ')}; * stands for any text, as in "*:eeg".`,
  );
}

/** What devices emit last belongs into the recording; one that fails to stop does not keep the file from being completed. */
async function stopAll(devices: readonly Device[], output: Output): Promise<void> {
  await Promise.all(
    devices.map((device) =>
      device.stopStreaming().catch((error: unknown) => {
        output.note(`${device.deviceId} did not stop in order: ${serializeError(error).message}`);
      }),
    ),
  );
}

function lastWords(recording: ActiveRecording): string {
  const { durableUpToNs, path, startedNs } = recording.snapshot();
  const safe =
    durableUpToNs === undefined
      ? 'nothing of it is on disk yet'
      : `what came after its first ${(Number(durableUpToNs - startedNs) / 1e9).toFixed(1)} s is lost, and the rest can be opened and exported`;
  return `Quit before the recording was completed: ${safe}. ${path}`;
}

/** @throws {CliError} `RECORDING_INCOMPLETE` when a device was lost, or nothing came at all. */
function requireWhole({ frames, path }: RecordingSummary, lost: readonly DeviceInfo[]): void {
  if (lost.length > 0) {
    const names = lost.map(({ deviceId, title }) => `${title} (${deviceId})`).join(', ');
    throw new CliError(
      'RECORDING_INCOMPLETE',
      `The connection to ${names} was lost while recording. The file holds everything up to then. ` +
        'Check cable, battery and radio, and record again.',
      { subject: { path } },
    );
  }
  if (frames === 0) {
    throw new CliError(
      'RECORDING_INCOMPLETE',
      'No frame was received while recording. Check that the device is switched on and measures, and record for longer.',
      { subject: { path } },
    );
  }
}
