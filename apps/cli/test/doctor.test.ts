import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNode, checkWritable } from '../src/doctor/machine.js';
import { fixtures, Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();

describe('modlink doctor', () => {
  it('checks everything, a line each, with a remedy where something is amiss', async () => {
    const { document } = await place.json('doctor');
    const { findings, problems } = shapes.doctor.parse(document);
    const checks = findings.map(({ check }) => check);
    const expected = [
      'Node.js',
      'Serial binding',
      'Serial ports',
      'HID devices',
      'Bluetooth',
      'ffmpeg',
      'Cameras, microphones',
      'ModLink folder',
      'Recordings folder',
      'Free disk space',
      'Drivers',
    ];
    for (const check of expected) expect(checks).toContain(check);
    expect(checks.includes('Serial permission')).toBe(process.platform !== 'win32');
    expect(findings.find(({ check }) => check === 'Serial binding')?.level).toBe('ok');
    expect(findings.filter(({ level, remedy }) => level !== 'ok' && remedy === undefined)).toEqual([]);
    expect(problems).toBe(findings.filter(({ level }) => level === 'problem').length);
  });

  it('ends with 1 when there is a problem', async () => {
    const broken = join(fixtures, 'broken');
    const { exitCode, stdout } = await place.run('doctor', '--root', broken);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\nproblem {2}ENTRY_MISSING\s+\S/);
    expect(stdout).toMatch(/\n1 problem, \d+ warnings?\.\n$/);
  });
});

describe('the checks', () => {
  it('know the oldest version of Node', () => {
    expect(checkNode('20.19.0').level).toBe('ok');
    expect(checkNode('22.1.0').level).toBe('ok');
    expect(checkNode('20.18.3')).toMatchObject({
      level: 'problem',
      remedy: expect.stringContaining('nodejs.org'),
    });
    expect(checkNode('18.20.0').level).toBe('problem');
  });

  it('look at the nearest folder there is', async () => {
    const missing = join(place.folder, 'not', 'there');
    expect(await checkWritable('x', missing, '--out')).toMatchObject({
      level: 'ok',
      message: `${missing} (made when it is needed)`,
    });
  });
});
