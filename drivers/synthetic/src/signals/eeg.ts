import { electrodes } from './electrodes.js';
import { deriveSeed, gaussian, smoothNoise, uniform } from './noise.js';
import type { Signal } from './signal.js';

export interface EegOptions {
  readonly seed: number;
  readonly channels: number;
  readonly rateHz: number;
}

/** The background falls with frequency (1/f): the same amplitude in each octave, from half a hertz up. */
const octavesHz = [0.5, 1, 2, 4, 8, 16, 32, 64];
const octaveUv = 6;
const alphaUv = 18;
const whiteUv = 0.7;
const mainsHz = 50;
const blinkEveryS = 4;
const blinkLengthS = 0.35;

/**
 * Microvolts that look like a resting EEG: a 1/f background, alpha waves near 10 Hz that wax and wane and are strongest
 * at the back, blinks at the front (one about every 4 s), 50 Hz mains hum and white noise.
 * Shape `[channel, sample]`, float32.
 */
export function eegSignal({ seed, channels, rateHz }: EegOptions): Signal<'float32'> {
  const alphaHz = 9.5 + uniform(deriveSeed(seed, 'alpha frequency'), 0);
  const envelopeSeed = deriveSeed(seed, 'alpha envelope');
  const blink = blinks(deriveSeed(seed, 'blink'));

  const voices = electrodes(channels).map(({ frontality }, channel) => {
    const traits = deriveSeed(seed, 'traits', channel);
    return {
      octaveSeeds: octavesHz.map((_, octave) =>
        deriveSeed(deriveSeed(seed, 'octave', octave), 'eeg', channel),
      ),
      whiteSeed: deriveSeed(seed, 'white', channel),
      alphaGainUv: alphaUv * (0.1 + 0.9 * ((1 - frontality) / 2) ** 2),
      alphaPhase: 0.8 * uniform(traits, 0),
      blinkGain: Math.max(0, frontality) ** 2,
      mainsUv: 1 + 2 * uniform(traits, 1),
      mainsPhase: 2 * Math.PI * uniform(traits, 2),
    };
  });

  return {
    dtype: 'float32',
    shape: (count) => [channels, count],
    fill(target, first, count) {
      for (let sample = 0; sample < count; sample++) {
        const k = first + sample;
        const timeS = k / rateHz;
        // What all channels share is computed once per sample.
        const envelope = Math.max(0, 0.5 + 0.7 * smoothNoise(envelopeSeed, timeS / 1.5));
        const blinkUv = blink(timeS);
        for (const [channel, voice] of voices.entries()) {
          let uv = whiteUv * gaussian(voice.whiteSeed, k);
          for (const [octave, hz] of octavesHz.entries()) {
            uv += octaveUv * smoothNoise(voice.octaveSeeds[octave] as number, timeS * hz);
          }
          uv += voice.alphaGainUv * envelope * Math.sin(2 * Math.PI * alphaHz * timeS + voice.alphaPhase);
          uv += voice.mainsUv * Math.sin(2 * Math.PI * mainsHz * timeS + voice.mainsPhase);
          target[channel * count + sample] = uv + voice.blinkGain * blinkUv;
        }
      }
    },
  };
}

/** Microvolts of the eye blinks at the forehead: one raised cosine somewhere in most stretches of 4 s. */
function blinks(seed: number): (timeS: number) => number {
  return (timeS) => {
    const stretch = Math.floor(timeS / blinkEveryS);
    if (uniform(seed, 3 * stretch) > 0.85) return 0;
    const beginS = (stretch + 0.1 + 0.7 * uniform(seed, 3 * stretch + 1)) * blinkEveryS;
    const way = (timeS - beginS) / blinkLengthS;
    if (way <= 0 || way >= 1) return 0;
    const heightUv = 90 + 60 * uniform(seed, 3 * stretch + 2);
    return (heightUv * (1 - Math.cos(2 * Math.PI * way))) / 2;
  };
}
