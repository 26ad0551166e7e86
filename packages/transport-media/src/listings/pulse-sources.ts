/** The sources of PulseAudio, and of PipeWire in its place. */
import type { MicrophoneMode } from '@modlink/sdk';

export interface PulseSource {
  /** What opens it. */
  readonly name: string;
  /** What people read. */
  readonly description: string;
  /** Whether it is what a loudspeaker plays, rather than what a microphone hears. */
  readonly isMonitor: boolean;
  /** As it is; the sound server converts to any other. */
  readonly mode: MicrophoneMode;
}

/** What the sound server converts to, where nothing tells what the source has. */
const assumedMode: MicrophoneMode = { sampleRateHz: 48_000, channels: 2 };

/** What `pactl -f json list sources` says, since PulseAudio 16. `undefined` where it is no such list. */
export function parsePactlSources(text: string): PulseSource[] | undefined {
  let sources: unknown;
  try {
    sources = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(sources)) return undefined;
  return (sources as unknown[]).flatMap((source) => {
    const {
      name,
      description,
      sample_specification: format,
      properties,
    } = (source ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || name === '') return [];
    const deviceClass = (properties as Record<string, unknown> | undefined)?.['device.class'];
    return {
      name,
      description: typeof description === 'string' && description !== '' ? description : name,
      isMonitor: deviceClass === 'monitor' || name.endsWith('.monitor'),
      mode: parseFormat(format) ?? assumedMode,
    };
  });
}

/** `s16le 2ch 48000Hz` */
function parseFormat(format: unknown): MicrophoneMode | undefined {
  const [, channels, rate] = /(\d+)ch (\d+)Hz/.exec(String(format)) ?? [];
  return channels === undefined ? undefined : { channels: Number(channels), sampleRateHz: Number(rate) };
}

/** What `ffmpeg -sources pulse` says: lines such as `* alsa_input.usb-1 [USB Microphone] (none)`. */
export function parseFfmpegSources(text: string): PulseSource[] {
  return text.split('\n').flatMap((line) => {
    const [, name, description] = /^[* ] (\S+) \[(.*?)\]/.exec(line.trimEnd()) ?? [];
    if (name === undefined) return [];
    return {
      name,
      description: description || name,
      isMonitor: name.endsWith('.monitor'),
      mode: assumedMode,
    };
  });
}
