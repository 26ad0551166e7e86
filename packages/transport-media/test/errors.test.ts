import { expect, it } from 'vitest';
import { openingFailed } from '../src/errors.js';

/** The last words of ffmpeg, in the form in which users have published them. */
it.each([
  ['/dev/video0: Device or resource busy', 'DEVICE_BUSY'],
  [
    '[dshow @ 01] Could not run graph (sometimes caused by a device already in use by other application)',
    'DEVICE_BUSY',
  ],
  ['[video4linux2,v4l2 @ 0x1] Cannot open video device /dev/video0: Permission denied', 'PERMISSION_DENIED'],
  [
    '[video4linux2,v4l2 @ 0x1] Cannot open video device /dev/video9: No such file or directory',
    'DEVICE_NOT_FOUND',
  ],
  [
    '[dshow @ 01] Could not find video device with name [Integrated Camera] among source devices of type video.',
    'DEVICE_NOT_FOUND',
  ],
  ['[avfoundation @ 0x7f] Video device not found', 'DEVICE_NOT_FOUND'],
  ['[avfoundation @ 0x7f] Selected video size (1x1) is not supported by the device.', 'INVALID_OPTIONS'],
  ['[dshow @ 01] Could not set video options', 'INVALID_OPTIONS'],
  ['[video4linux2,v4l2 @ 0x1] ioctl(VIDIOC_G_PARM): Invalid argument', 'INVALID_OPTIONS'],
  ["Unknown input format: 'nosuch'", 'INVALID_OPTIONS'],
  ['rtsp://192.168.1.20/: Connection refused', 'IO_FAILED'],
  ['', 'IO_FAILED'],
])('%s', (text, code) => {
  const error = openingFailed({
    id: 'it',
    kind: 'camera',
    platform: 'linux',
    log: { text, lastWords: text },
  });
  expect(error).toMatchObject({ code, subject: { path: 'it' } });
  expect(error.message).toContain(text);
});

it.each([
  ['linux', 'camera', 'usermod -a -G video'],
  ['linux', 'microphone', 'usermod -a -G audio'],
  ['darwin', 'camera', 'System Settings'],
  ['win32', 'microphone', 'Privacy'],
] as const)('on %s, a forbidden %s says what to do', (platform, kind, remedy) => {
  const log = { text: 'Permission denied', lastWords: '' };
  expect(openingFailed({ id: 'it', kind, platform, log }).message).toContain(remedy);
});
