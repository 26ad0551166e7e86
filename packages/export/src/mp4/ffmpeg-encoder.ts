import { type ChildProcess, spawn } from 'node:child_process';
import { ExportError } from '../errors.js';

const keptWords = 2000;

/** One run of ffmpeg (`MODLINK_FFMPEG`, or the one on the path): a Matroska stream in, an MP4 file out. */
export class FfmpegEncoder {
  readonly #process: ChildProcess;
  readonly #path: string;
  readonly #ended: Promise<ExportError | undefined>;
  #words = '';

  /**
   * @param path - the file that is exported, for messages.
   * @param temporaryPath - what ffmpeg writes.
   * @param metadata - as ffmpeg names it, such as `creation_time`.
   */
  constructor(path: string, temporaryPath: string, metadata: Readonly<Record<string, string>>) {
    this.#path = path;
    this.#process = spawn(process.env.MODLINK_FFMPEG || 'ffmpeg', ffmpegArguments(temporaryPath, metadata), {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-keptWords);
    });
    // A process that ended early breaks the pipe: how it ended says more.
    this.#process.stdin?.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', (cause) => resolve(this.#missing(cause)));
      this.#process.once('close', (code) => resolve(code === 0 ? undefined : this.#failed(code)));
    });
  }

  /** @throws {ExportError} `EXPORT_FFMPEG_MISSING`, `EXPORT_FFMPEG_FAILED` */
  async write(bytes: Uint8Array): Promise<void> {
    const input = this.#process.stdin;
    if (input === null || input.write(bytes)) return;
    const error = await Promise.race([
      new Promise<undefined>((resolve) => input.once('drain', () => resolve(undefined))),
      this.#ended.then((failure) => failure ?? this.#failed(0)),
    ]);
    if (error !== undefined) throw error;
  }

  /** Resolves when the file is complete. @throws {ExportError} `EXPORT_FFMPEG_MISSING`, `EXPORT_FFMPEG_FAILED` */
  async finish(): Promise<void> {
    this.#process.stdin?.end();
    const error = await this.#ended;
    if (error !== undefined) throw error;
  }

  async abandon(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #missing(cause: Error): ExportError {
    return new ExportError(
      'EXPORT_FFMPEG_MISSING',
      `MP4 files are made by ffmpeg, which cannot be started (${cause.message}). Install it (Debian and Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget install ffmpeg), or export pictures instead.`,
      { cause, subject: { path: this.#path } },
    );
  }

  #failed(code: number | null): ExportError {
    const words = this.#words.trim();
    return new ExportError(
      'EXPORT_FFMPEG_FAILED',
      `ffmpeg could not make ${this.#path}: ${words === '' ? `it ended with ${code ?? 'a signal'}` : words}.`,
      { subject: { path: this.#path } },
    );
  }
}

function ffmpegArguments(temporaryPath: string, metadata: Readonly<Record<string, string>>): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'],
    ...['-f', 'matroska', '-i', 'pipe:0'],
    // The pictures' own times, to the microsecond: no picture is dropped or doubled for the sake of an even rate.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000000', '-video_track_timescale', '1000000'],
    // H.264 halves the resolution of colour, and so wants even sizes.
    ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p'],
    // Without pictures that refer to later ones the first has the time 0. 18 is what x264 calls visually lossless.
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-bf', '0'],
    ...Object.entries(metadata).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
    ...['-f', 'mp4', temporaryPath],
  ];
}
