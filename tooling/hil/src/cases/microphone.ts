/** The loop-back sound card of the kernel, snd-aloop: what is played into it, the driver `microphone` hears. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import mediaTransport from '@modlink/transport-media';
import { recorded, recordedChannels, startRecording } from '../guest/modlink.js';
import { loadModule, settled } from '../guest/modules.js';
import { createRuntime } from '../guest/runtime.js';
import type { BenchGroup } from './bench-case.js';

const sampleRateHz = 16_000;
const toneHz = 1_000;
const amplitude = 0.5;
const id = 'alsa:plughw:CARD=Loopback,DEV=1';

async function loadSoundCard(): Promise<void> {
  await loadModule('snd-aloop');
  await settled();
}

/** Plays without end. */
function playTone(): ChildProcess {
  const tone = `aevalsrc=${amplitude}*sin(2*PI*${toneHz}*t):sample_rate=${sampleRateHz}`;
  const args = ['-loglevel', 'error', '-nostdin', '-f', 'lavfi', '-i', tone];
  return spawn('ffmpeg', [...args, '-f', 'alsa', 'plughw:CARD=Loopback,DEV=0'], { stdio: 'inherit' });
}

export const microphoneGroup: BenchGroup = {
  name: 'a microphone on a sound card (snd-aloop, ffmpeg)',
  cases: [
    {
      name: 'the sound card is listed',
      async run() {
        await loadSoundCard();
        const inputs = await mediaTransport.create(createRuntime()).list();
        const found = inputs.find((input) => input.id === id);
        assert.equal(found?.kind, 'microphone', `${id} is among ${JSON.stringify(inputs)}`);
      },
    },
    {
      name: 'a tone that is played is recorded by modlink record with the driver microphone, at its pitch and level',
      async run() {
        await loadSoundCard();
        const player = playTone();
        const recording = await startRecording('microphone', ['Loopback,1'], { sampleRateHz, channels: 1 });
        await recorded(recording, 'microphone.01:level', 15);
        const { exitCode, file, said } = await recording.stop();
        player.kill('SIGKILL');
        assert.equal(exitCode, 0, said);
        const [samples = []] = await recordedChannels(file, 'microphone.01:audio');
        // The player stutters where the machine is slow: most tenths of a second are whole.
        const windowSize = sampleRateHz / 10;
        const windows = Array.from({ length: Math.floor(samples.length / windowSize) }, (_, index) =>
          samples.slice(index * windowSize, (index + 1) * windowSize),
        );
        const whole = windows.filter((window) => {
          const rises = window.filter((value, at) => value >= 0 && (window[at - 1] ?? 0) < 0).length;
          const rms = Math.sqrt(window.reduce((sum, value) => sum + value * value, 0) / window.length);
          return Math.abs(rises - toneHz / 10) <= 1 && Math.abs(rms - amplitude / Math.SQRT2) < 0.01;
        });
        assert.ok(
          whole.length > windows.length / 4,
          `${whole.length} of ${windows.length} tenths of a second have the tone`,
        );
      },
    },
  ],
};
