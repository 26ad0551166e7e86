import { expect, it } from 'vitest';
import { cameraArguments, microphoneArguments } from '../src/capture/arguments.js';

const source = { format: 'v4l2', input: '/dev/video0', options: { video_size: '640x480', re: '' } };
const version = 'ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers';

it('leave the pictures of a camera that sends JPEG as they are', () => {
  const args = cameraArguments(source, 'mjpeg', 'copied', version).join(' ');
  expect(args).toContain(
    '-video_size 640x480 -re -f v4l2 -i /dev/video0 -map 0:v:0 -fps_mode passthrough -c:v copy',
  );
  expect(args).not.toContain('-pix_fmt');
});

it('convert to what was asked for', () => {
  expect(cameraArguments(source, 'gray8', 'converted', version).join(' ')).toContain(
    '-c:v rawvideo -pix_fmt gray ',
  );
  expect(cameraArguments(source, 'mjpeg', 'converted', version).join(' ')).toContain('-c:v mjpeg');
});

it.each([
  ['ffmpeg version 4.4.2-0ubuntu0.22.04.1', '-vsync'],
  ['ffmpeg version 5.0', '-vsync'],
  ['ffmpeg version n5.1', '-fps_mode'],
  ['ffmpeg version 7.1.1', '-fps_mode'],
  ['ffmpeg version N-118383-g69bb5acd3d', '-fps_mode'],
])('keep every picture with %s', (line, option) => {
  expect(cameraArguments(source, 'rgb24', 'converted', line)).toContain(option);
});

it('cut sound into chunks', () => {
  const args = microphoneArguments(
    { input: 'hw:0', format: 'alsa' },
    { sampleRateHz: 44_100, channels: 2 },
    10,
  );
  expect(args.join(' ')).toContain('aresample=44100,asetnsamples=n=441:p=0 -c:a pcm_f32le -ar 44100 -ac 2');
});
