import type { MediaTransport, MicrophoneMode, SearchResultInit } from '@modlink/sdk';
import type { ConfiguredInput } from './settings.js';

/** How a found microphone is opened again. */
export type MicrophoneExtra = {
  readonly id: string;
  /** What the device has. */
  readonly mode?: Pick<MicrophoneMode, keyof MicrophoneMode>;
  /** An input of the settings. */
  readonly source?: Omit<ConfiguredInput, 'name'>;
};

/** The inputs of the settings first, then the microphones that the system lists. */
export async function findMicrophones(
  media: MediaTransport,
  inputs: readonly ConfiguredInput[],
): Promise<readonly SearchResultInit<MicrophoneExtra>[]> {
  const listed = await media.list();
  return [
    ...inputs.map(describeInput),
    ...listed.flatMap((microphone) => {
      if (microphone.kind !== 'microphone') return [];
      const { id, identity, label, modes } = microphone;
      const [mode] = modes;
      const found = { title: label, subtitle: mode === undefined ? '' : describeMode(mode), identity };
      return { ...found, extra: { id, ...(mode !== undefined && { mode: { ...mode } }) } };
    }),
  ];
}

function describeInput({ name, ...source }: ConfiguredInput): SearchResultInit<MicrophoneExtra> {
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

/** `48000 Hz, 2 channels` */
export function describeMode({ sampleRateHz, channels }: MicrophoneMode): string {
  return `${sampleRateHz} Hz, ${channels} ${channels === 1 ? 'channel' : 'channels'}`;
}
