import type {
  CameraOpenOptions,
  MediaTransport,
  MicrophoneOpenOptions,
  PictureInfo,
  TransportError,
} from '@modlink/sdk';
import { describe, expect, it, onTestFinished } from 'vitest';

/** A media transport with an input of each kind, made for one test. */
export interface MediaTransportSubject {
  readonly transport: MediaTransport;
  /** The host clock. */
  readonly nowNs: () => bigint;
  /** Opens a camera that sends pictures by itself. */
  readonly camera: CameraOpenOptions;
  /** Opens a microphone. */
  readonly microphone: MicrophoneOpenOptions;
  /** An id of which the transport knows no device. */
  readonly unknownId: string;
  /** Lets some milliseconds pass, where time does not pass by itself. */
  readonly advance?: ((ms: number) => Promise<void>) | undefined;
  /** Unplugs the camera while it is open. */
  readonly unplug: () => void | Promise<void>;
}

const limitMs = 15_000;
const stepMs = 10;

/**
 * Registers the contract of `MediaTransport` as tests, for any transport that claims it: simulated, captured, real.
 * @param name - what the tests are called.
 * @param createSubject - called for each test.
 */
export function describeMediaTransport(
  name: string,
  createSubject: () => MediaTransportSubject | Promise<MediaTransportSubject>,
): void {
  const stage = async () => {
    const made = await createSubject();
    const pass = made.advance ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
    /** Waits for something that time brings. */
    const until = async (what: string, holds: () => boolean): Promise<void> => {
      for (let waitedMs = 0; !holds(); waitedMs += stepMs) {
        if (waitedMs > limitMs) throw new Error(`In ${limitMs} ms it did not come to this: ${what}.`);
        await pass(stepMs);
      }
    };
    const openCamera = async (options: Partial<CameraOpenOptions> = {}) => {
      const camera = await made.transport.openCamera({ ...made.camera, ...options });
      onTestFinished(() => camera.close());
      return camera;
    };
    const openMicrophone = async (options: Partial<MicrophoneOpenOptions> = {}) => {
      const microphone = await made.transport.openMicrophone({ ...made.microphone, ...options });
      onTestFinished(() => microphone.close());
      return microphone;
    };
    return { ...made, pass, until, openCamera, openMicrophone };
  };

  describe(`the contract of media transports: ${name}`, () => {
    it('lists inputs that have an id, an identity, a label and modes', async () => {
      const { transport } = await stage();
      const inputs = await transport.list();
      for (const { id, identity, label, modes } of inputs) {
        expect([id, identity, label]).not.toContain('');
        expect(modes.length).toBeGreaterThan(0);
      }
      expect(new Set(inputs.map(({ id }) => id)).size).toBe(inputs.length);
    });

    it('delivers whole raw pictures of the opened mode', async () => {
      const { openCamera, until } = await stage();
      const camera = await openCamera({ pixelFormat: 'rgb24' });
      const sizes: number[] = [];
      camera.onPicture((bytes) => sizes.push(bytes.length));
      await until('three pictures', () => sizes.length >= 3);
      expect(camera.mode).toMatchObject({ pixelFormat: 'rgb24', frameRateHz: expect.any(Number) });
      expect(new Set(sizes)).toEqual(new Set([camera.mode.width * camera.mode.height * 3]));
    });

    it('delivers JPEG pictures one by one', async () => {
      const { openCamera, until } = await stage();
      const camera = await openCamera({ pixelFormat: 'mjpeg' });
      const ends: number[][] = [];
      camera.onPicture((bytes) => ends.push([...bytes.subarray(0, 2), ...bytes.subarray(-2)]));
      await until('three pictures', () => ends.length >= 3);
      // Start and end of image: ITU-T T.81, B.1.1.3.
      for (const end of ends) expect(end).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    });

    it('tells when each picture was taken, by the host clock, one after the other', async () => {
      const { openCamera, until, nowNs } = await stage();
      const beforeNs = nowNs();
      const camera = await openCamera();
      const infos: PictureInfo[] = [];
      camera.onPicture((_, info) => infos.push(info));
      await until('five pictures', () => infos.length >= 5);
      const captures = infos.map(({ captureNs }) => captureNs);
      expect(
        captures.every((captureNs, index) => index === 0 || captureNs > (captures[index - 1] ?? 0n)),
      ).toBe(true);
      for (const { captureNs, arrivalNs, lost } of infos) {
        expect(captureNs).toBeLessThanOrEqual(arrivalNs);
        expect(captureNs).toBeGreaterThan(beforeNs - 10_000_000_000n);
        expect(arrivalNs).toBeLessThanOrEqual(nowNs());
        expect(lost).toBeGreaterThanOrEqual(0);
      }
    });

    it('delivers interleaved samples in chunks of the asked length', async () => {
      const { openMicrophone, until } = await stage();
      const microphone = await openMicrophone({ mode: { sampleRateHz: 48_000, channels: 2 }, chunkMs: 10 });
      const chunks: { readonly length: number; readonly loudest: number; readonly arrivalNs: bigint }[] = [];
      microphone.onSamples((samples, arrivalNs) => {
        chunks.push({ length: samples.length, loudest: Math.max(...samples.map(Math.abs)), arrivalNs });
      });
      await until('ten chunks', () => chunks.length >= 10);
      expect(microphone.mode).toEqual({ sampleRateHz: 48_000, channels: 2 });
      for (const { length, loudest } of chunks) {
        expect(length).toBe(480 * 2);
        expect(loudest).toBeLessThanOrEqual(1);
      }
      const arrivals = chunks.map(({ arrivalNs }) => arrivalNs);
      expect(arrivals).toEqual(arrivals.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    });

    it('delivers to those who listen, and to nobody else', async () => {
      const { openCamera, until } = await stage();
      const camera = await openCamera();
      let early = 0;
      let late = 0;
      const stop = camera.onPicture(() => {
        early += 1;
      });
      await until('a picture', () => early >= 1);
      stop();
      stop();
      const heard = early;
      camera.onPicture(() => {
        late += 1;
      });
      await until('two more pictures', () => late >= 2);
      expect(early).toBe(heard);
    });

    it('tells of a close once, without an error, and delivers nothing after it', async () => {
      const { openCamera, until, pass } = await stage();
      const camera = await openCamera();
      const ends: (TransportError | undefined)[] = [];
      let pictures = 0;
      camera.onPicture(() => {
        pictures += 1;
      });
      camera.onClose((error) => ends.push(error));
      await until('a picture', () => pictures >= 1);
      await Promise.all([camera.close(), camera.close()]);
      const delivered = pictures;
      await camera.close();
      await pass(200);
      expect(pictures).toBe(delivered);
      expect(ends).toEqual([undefined]);
      const late: unknown[] = [];
      camera.onClose((error) => late.push(error));
      await pass(0);
      expect(late).toEqual([undefined]);
    });

    it('gives a device to one holder at a time', async () => {
      const { openCamera } = await stage();
      const first = await openCamera();
      await expect(openCamera()).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
      await first.close();
      await expect(openCamera()).resolves.toBeDefined();
    });

    it('tells of a camera that goes away, after its last picture', async () => {
      const { openCamera, until, unplug } = await stage();
      const camera = await openCamera();
      const events: string[] = [];
      camera.onPicture(() => events.push('picture'));
      camera.onClose((error) => events.push(error?.code ?? 'closed'));
      await until('a picture', () => events.length >= 1);
      await unplug();
      await until('the loss', () => events.some((event) => event !== 'picture'));
      expect(events.filter((event) => event !== 'picture')).toEqual(['DEVICE_UNPLUGGED']);
      expect(events.at(-1)).toBe('DEVICE_UNPLUGGED');
    });

    it('says that there is no such device', async () => {
      const { transport, unknownId } = await stage();
      const notFound = { code: 'DEVICE_NOT_FOUND' };
      await expect(transport.openCamera({ id: unknownId })).rejects.toMatchObject(notFound);
      await expect(transport.openMicrophone({ id: unknownId })).rejects.toMatchObject(notFound);
    });

    it('opens nothing when its signal has fired', async () => {
      const { openCamera, openMicrophone } = await stage();
      const signal = AbortSignal.abort(new Error('given up'));
      await expect(openCamera({ signal })).rejects.toThrow('given up');
      await expect(openMicrophone({ signal })).rejects.toThrow('given up');
      await expect(openCamera()).resolves.toBeDefined();
    });

    it('ends a watch, also twice', async () => {
      const { transport } = await stage();
      const stop = transport.watch(() => {});
      stop();
      expect(stop).not.toThrow();
    });
  });
}
