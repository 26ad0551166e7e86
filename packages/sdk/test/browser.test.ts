import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** One browser script of the built package, and the modules that could not be bundled into it. */
async function bundle(entry: string): Promise<{ code: string; outside: readonly string[] }> {
  const build = await rolldown({ input: `${dist}${entry}`, platform: 'browser', logLevel: 'silent' });
  try {
    const { output } = await build.generate({ format: 'iife', name: 'sdk' });
    expect(output).toHaveLength(1);
    return { code: output[0].code, outside: output[0].imports };
  } finally {
    await build.close();
  }
}

/** Only what every browser has; no `process`, no `require`, no `Buffer`. */
const browserGlobals = { nodeEncoder: new TextEncoder(), TextDecoder, performance, setTimeout, clearTimeout };

/** A browser's encoder gives arrays of the page's own realm; Node's would give arrays of ours. */
const ownRealm = 'class TextEncoder { encode(text) { return new Uint8Array(nodeEncoder.encode(text)); } };';

/** Runs a script after a bundle, in a context without anything of Node. */
async function runInBrowser(entry: string, script: string): Promise<unknown> {
  const { code } = await bundle(entry);
  return runInNewContext(`'use strict';${ownRealm}${code};(async () => {${script}})()`, {
    ...browserGlobals,
  });
}

describe('importable in a browser', () => {
  it.each(['index.js', 'encoding/index.js', 'manifest/index.js'])(
    '%s needs no module of Node',
    async (entry) => {
      const { code, outside } = await bundle(entry);
      expect(outside).toEqual([]);
      const imported = [...code.matchAll(/(?:from|import|require)\s*\(?\s*["']([^"']+)["']/g)].map(
        (match) => match[1],
      );
      expect(imported.filter((name) => builtinModules.includes(String(name).replace(/^node:/, '')))).toEqual(
        [],
      );
    },
  );

  it('a driver runs there', async () => {
    const told = await runInBrowser(
      'index.js',
      `
      class BrowserDriver extends sdk.LoopDriver {
        deviceId = 'browser.01';
        descriptors() {
          return [new sdk.StreamDescriptor({ deviceId: 'browser.01', streamKey: 'clock', payloadType: 'signal',
            nominalSampleRateHz: 100, chunkSize: 1 })];
        }
        search() { return []; }
        connectDevice() {}
        disconnectDevice() {}
        async loop() {
          this.emit('clock', [1]);
          await null;
          this.stopStreaming();
        }
      }
      const frames = [];
      const driver = new BrowserDriver();
      driver.bind(new sdk.DriverContext({ onFrame: (frame) => frames.push(frame.streamId), onConnectionLost() {} }));
      await driver.startStreaming();
      while (driver.isLooping) await new Promise((resolve) => setTimeout(resolve, 5));
      return JSON.stringify({ frames, process: typeof process });
      `,
    );
    expect(JSON.parse(String(told))).toEqual({ frames: ['browser.01:clock'], process: 'undefined' });
  });

  it('frames are encoded and decoded there', async () => {
    const told = await runInBrowser(
      'encoding/index.js',
      `
      const data = { dtype: 'float32', shape: [1, 2], values: new Float32Array([1.5, 2]) };
      const bytes = new sdk.FrameEncoder().encode({ streamId: 'a.01:b', timestampNs: 5n, data });
      const view = sdk.decodeFrame(bytes);
      return JSON.stringify([view.streamId, String(view.timestampNs), [...view.data.values]]);
      `,
    );
    expect(JSON.parse(String(told))).toEqual(['a.01:b', '5', [1.5, 2]]);
  });

  it('manifests are checked there', async () => {
    const told = await runInBrowser('manifest/index.js', `return sdk.parseManifest({}).problems.length;`);
    expect(told).toBe(2);
  });
});
