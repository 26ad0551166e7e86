import type { CameraMode, PixelFormat } from '@modlink/sdk';
import { WebcamError } from './errors.js';
import { defaultSettings, type WebcamSettings } from './settings.js';

/** Without a size in the settings no larger mode is taken: larger pictures cost a lot. */
const unaskedPixels = 1280 * 720;
/** Slower is seen as single pictures. */
const fluentRateHz = 24;
/** 29.97 is 30 for whoever types it. */
const rateTolerance = 0.01;

/** A mode of the camera, and what is made of its pictures. */
export interface ChosenMode {
  readonly mode: CameraMode;
  readonly pixelFormat: PixelFormat;
}

/**
 * The mode that the settings ask for. Of several the fluent ones go first, then the larger, the faster, and at last those whose
 * pictures need the least work.
 * @throws {WebcamError} `MODE_NOT_AVAILABLE`, with what there is.
 */
export function chooseMode(modes: readonly CameraMode[], settings: WebcamSettings): ChosenMode {
  const { width, height, frameRateHz, pixelFormat = defaultSettings.pixelFormat } = settings;
  const fitting = modes.filter(
    (mode) =>
      (width === undefined || mode.width === width) &&
      (height === undefined || mode.height === height) &&
      (frameRateHz === undefined || Math.abs(mode.frameRateHz / frameRateHz - 1) < rateTolerance),
  );
  const isSizeAsked = width !== undefined || height !== undefined;
  const small = fitting.filter((mode) => isSizeAsked || pixelsOf(mode) <= unaskedPixels);
  const [mode] = (small.length > 0 ? small : smallestOf(fitting)).toSorted(
    (a, b) =>
      Number(b.frameRateHz >= fluentRateHz) - Number(a.frameRateHz >= fluentRateHz) ||
      pixelsOf(b) - pixelsOf(a) ||
      b.frameRateHz - a.frameRateHz ||
      workFor(a, pixelFormat) - workFor(b, pixelFormat),
  );
  if (mode === undefined) throw notAvailable(modes, settings);
  if (pixelFormat !== 'auto') return { mode, pixelFormat };
  return { mode, pixelFormat: mode.pixelFormat === 'mjpeg' ? 'mjpeg' : 'rgb24' };
}

const pixelsOf = ({ width, height }: CameraMode): number => width * height;

function smallestOf(modes: readonly CameraMode[]): CameraMode[] {
  const least = Math.min(...modes.map(pixelsOf));
  return modes.filter((mode) => pixelsOf(mode) === least);
}

/** 0: left as it is. 1: other raw pixels. 2: JPEG decoded or encoded. */
function workFor({ pixelFormat }: CameraMode, wanted: WebcamSettings['pixelFormat']): number {
  if (pixelFormat === wanted || (wanted === 'auto' && pixelFormat === 'mjpeg')) return 0;
  return pixelFormat === 'mjpeg' || wanted === 'mjpeg' ? 2 : 1;
}

/** `1280 x 720 at 30 Hz, mjpeg` */
export function describeMode({ width, height, frameRateHz, pixelFormat }: CameraMode): string {
  return `${width} x ${height} at ${Math.round(frameRateHz * 100) / 100} Hz, ${pixelFormat}`;
}

function notAvailable(modes: readonly CameraMode[], settings: WebcamSettings): WebcamError {
  const { width = 'any', height = 'any', frameRateHz = 'any rate' } = settings;
  const asked = `${width} x ${height} at ${frameRateHz}${frameRateHz === 'any rate' ? '' : ' Hz'}`;
  return new WebcamError(
    'MODE_NOT_AVAILABLE',
    `The camera has no mode ${asked}. It has ${modes.map(describeMode).join('; ') || 'none'}. ` +
      'Set width, height and frameRateHz to one of these, or leave them out.',
  );
}
