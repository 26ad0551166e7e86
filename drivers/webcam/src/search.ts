import type { CameraMode, MediaTransport, SearchResultInit } from '@modlink/sdk';
import { describeMode } from './choose-mode.js';
import type { ConfiguredInput } from './settings.js';

/** How a found camera is opened again. */
export type WebcamExtra = {
  readonly id: string;
  /** What the system says that the camera can deliver, the best first. */
  readonly modes?: readonly Pick<CameraMode, keyof CameraMode>[];
  /** An input of the settings. */
  readonly source?: Omit<ConfiguredInput, 'name'>;
};

/** The inputs of the settings first, then the cameras that the system lists. */
export async function findCameras(
  media: MediaTransport,
  inputs: readonly ConfiguredInput[],
): Promise<readonly SearchResultInit<WebcamExtra>[]> {
  const listed = await media.list();
  return [
    ...inputs.map(describeInput),
    ...listed.flatMap((camera) => {
      if (camera.kind !== 'camera') return [];
      const { id, identity, label, modes } = camera;
      return {
        title: label,
        subtitle: describeModes(modes),
        identity,
        extra: { id, modes: modes.map((mode) => ({ ...mode })) },
      };
    }),
  ];
}

function describeInput({ name, ...source }: ConfiguredInput): SearchResultInit<WebcamExtra> {
  return {
    title: name,
    subtitle: source.format ?? hostOf(source.input),
    identity: `input:${name}`,
    extra: { id: name, source },
  };
}

/** Addresses may have passwords in them, which nobody should read on a screen. */
function hostOf(input: string): string {
  if (!URL.canParse(input)) return input;
  const { protocol, host } = new URL(input);
  return host === '' ? input : `${protocol}//${host}`;
}

function describeModes([best, ...others]: readonly CameraMode[]): string {
  if (best === undefined) return '';
  const more = others.length === 0 ? '' : ` (and ${others.length} more modes)`;
  return `${describeMode(best)}${more}`;
}
