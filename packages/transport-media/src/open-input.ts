import {
  type CameraConnection,
  type CameraMode,
  type CameraOpenOptions,
  isModlinkError,
  type MicrophoneConnection,
  type MicrophoneMode,
  type MicrophoneOpenOptions,
  type TransportRuntime,
} from '@modlink/sdk';
import { cameraArguments, microphoneArguments } from './capture/arguments.js';
import { Capture } from './capture/capture.js';
import { FfmpegCamera, FfmpegMicrophone } from './connection.js';
import { ffmpegMissing, invalidOptions, noSuchInput } from './errors.js';
import type { Machine } from './machine.js';
import type { Platform } from './platforms/platform.js';

/** Where inputs are opened. */
export interface Surroundings {
  readonly runtime: TransportRuntime;
  readonly machine: Machine;
  readonly platform: Platform;
}

const defaultMicrophoneMode: MicrophoneMode = { sampleRateHz: 48_000, channels: 1 };
const defaultChunkMs = 20;
/** Where ffmpeg does not tell the rate, as for some network cameras. */
const assumedRateHz = 30;

export async function openCamera(
  around: Surroundings,
  options: CameraOpenOptions,
): Promise<CameraConnection> {
  const { id, mode, signal } = options;
  const pixelFormat = options.pixelFormat ?? mode?.pixelFormat ?? 'rgb24';
  const source = options.source ?? around.platform.cameraSource(id, mode);
  const version = await ffmpegVersion(around.machine);
  return withLease(around, options, async (giveLeaseBack) => {
    const begin = (coding: 'copied' | 'converted'): Promise<Capture> => {
      const args = cameraArguments(source, pixelFormat, coding, version);
      return beginCapture(around, { id, kind: 'camera', args }, signal);
    };
    // What is JPEG already is left as it is. Of a source this is known only when it has begun.
    const isPassedThrough = pixelFormat === 'mjpeg' && (mode === undefined || mode.pixelFormat === 'mjpeg');
    let capture = await begin(isPassedThrough ? 'copied' : 'converted');
    if (isPassedThrough && capture.property('codec_id') !== 'mjpeg') {
      await capture.end();
      capture = await begin('converted');
    }
    const [width = 0, height = 0] = (capture.property('dimensions') ?? '').split('x').map(Number);
    const frameRateHz = capture.frameRateHz ?? mode?.frameRateHz ?? assumedRateHz;
    const opened: CameraMode = { width, height, frameRateHz, pixelFormat };
    return new FfmpegCamera({ id, capture, clock: around.runtime.clock, giveLeaseBack, mode: opened });
  });
}

export async function openMicrophone(
  around: Surroundings,
  options: MicrophoneOpenOptions,
): Promise<MicrophoneConnection> {
  const { id, signal, mode = defaultMicrophoneMode, chunkMs = defaultChunkMs } = options;
  checkMicrophoneMode(id, mode, chunkMs);
  const source = options.source ?? around.platform.microphoneSource(id, mode, chunkMs);
  await ffmpegVersion(around.machine);
  return withLease(around, options, async (giveLeaseBack) => {
    const args = microphoneArguments(source, mode, chunkMs);
    const capture = await beginCapture(around, { id, kind: 'microphone', args }, signal);
    return new FfmpegMicrophone({ id, capture, clock: around.runtime.clock, giveLeaseBack, mode });
  });
}

function checkMicrophoneMode(id: string, { sampleRateHz, channels }: MicrophoneMode, chunkMs: number): void {
  const isRate = Number.isInteger(sampleRateHz) && sampleRateHz >= 1;
  const isCount = Number.isInteger(channels) && channels >= 1;
  if (isRate && isCount && chunkMs > 0) return;
  throw invalidOptions(
    id,
    `A microphone is opened with whole samples per second and channels, at least 1, and more than 0 ms per chunk; got ${sampleRateHz} Hz, ${channels} channels, ${chunkMs} ms.`,
  );
}

/** The first line of `ffmpeg -version`. */
export async function ffmpegVersion(machine: Machine): Promise<string> {
  const output = await machine.run('ffmpeg', ['-version']);
  if (output === undefined) throw ffmpegMissing(machine.platform);
  return output.stdout.split('\n', 1)[0] ?? '';
}

/** One device has one holder; the lease goes back when it could not be opened. */
async function withLease<Connection>(
  { runtime, platform }: Surroundings,
  { id, source, signal }: Pick<CameraOpenOptions, 'id' | 'source' | 'signal'>,
  open: (giveLeaseBack: () => void) => Promise<Connection>,
): Promise<Connection> {
  signal?.throwIfAborted();
  const device = source === undefined ? await platform.deviceOf(id) : id;
  const giveLeaseBack = await runtime.lease(`media:${device}`);
  try {
    return await open(giveLeaseBack);
  } catch (error) {
    giveLeaseBack();
    const isUnclear = isModlinkError(error) && error.code === 'IO_FAILED' && source === undefined;
    if (isUnclear && !(await isThere(platform, id))) throw noSuchInput(id, error);
    throw error;
  }
}

/** Sound servers answer the same for a source that is not there as for any other failure. */
async function isThere(platform: Platform, id: string): Promise<boolean> {
  return (await platform.find()).some((input) => input.id === id);
}

/** ffmpeg has delivered its first packet when the promise resolves, and has ended when it rejects. */
async function beginCapture(
  { runtime, machine }: Surroundings,
  input: { readonly id: string; readonly kind: 'camera' | 'microphone'; readonly args: readonly string[] },
  signal: AbortSignal | undefined,
): Promise<Capture> {
  signal?.throwIfAborted();
  const capture = new Capture({ ...input, machine, clock: runtime.clock });
  const giveUp = () => void capture.end();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await capture.begun;
    signal?.throwIfAborted();
    return capture;
  } catch (error) {
    await capture.end();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}
