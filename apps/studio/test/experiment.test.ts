import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExperimentRun } from '../src/experiment/experiment-run.js';
import {
  isRunnable,
  movedStep,
  type Protocol,
  protocolFile,
  toFile,
  totalDurationS,
  withProtocol,
} from '../src/experiment/protocol.js';

const protocol: Protocol = {
  name: 'go',
  steps: [
    { id: 'a', title: 'baseline', prompt: 'Sit still.' },
    { id: 'b', title: 'task', prompt: '', durationS: 5 },
    { id: 'c', title: 'rest', prompt: '' },
  ],
};

describe('the run of an experiment', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Writes down what it is told; the server stands in the tests with a browser. */
  function run() {
    const written: string[] = [];
    const errors: unknown[] = [];
    const experiment = new ExperimentRun(
      {
        start: async (label) => written.push(`begin ${label}`),
        end: async (label) => written.push(`end ${label}`),
      },
      (error) => errors.push(error),
    );
    return { experiment, written, errors };
  }

  it('writes a segment for each step, each ended before the next begins', async () => {
    const { experiment, written } = run();
    experiment.start(protocol);
    experiment.next();
    experiment.previous();
    experiment.next();
    experiment.next();
    experiment.next();
    await experiment.written;
    expect(written).toEqual([
      'begin baseline',
      'end baseline',
      'begin task',
      'end task',
      'begin baseline',
      'end baseline',
      'begin task',
      'end task',
      'begin rest',
      'end rest',
    ]);
    expect(experiment.state).toBeUndefined();
  });

  it('goes on by itself after the duration of a step, and only then', async () => {
    const { experiment } = run();
    experiment.start(protocol);
    vi.advanceTimersByTime(60_000);
    expect(experiment.state).toMatchObject({ index: 0 });
    experiment.next();
    vi.advanceTimersByTime(4_999);
    expect(experiment.state).toMatchObject({ index: 1 });
    vi.advanceTimersByTime(1);
    expect(experiment.state).toMatchObject({ index: 2, step: { title: 'rest' } });
  });

  it('does not go on for a step that was left by hand', () => {
    const { experiment } = run();
    experiment.start(protocol);
    experiment.next();
    vi.advanceTimersByTime(4_000);
    experiment.previous();
    vi.advanceTimersByTime(10_000);
    expect(experiment.state).toMatchObject({ index: 0 });
  });

  it('ends the segment that is open when it is stopped, and tells whoever watches', async () => {
    const { experiment, written } = run();
    const changed = vi.fn();
    const end = experiment.subscribe(changed);
    experiment.start(protocol);
    experiment.stop();
    experiment.stop();
    await experiment.written;
    expect(written).toEqual(['begin baseline', 'end baseline']);
    expect(changed).toHaveBeenCalledTimes(2);
    end();
  });

  it('tells of what could not be written, and goes on', async () => {
    const errors: unknown[] = [];
    const written: string[] = [];
    const experiment = new ExperimentRun(
      {
        start: async (label) => {
          if (label === 'baseline') throw new Error('no recording');
          written.push(label);
        },
        end: async () => undefined,
      },
      (error) => errors.push(error),
    );
    experiment.start(protocol);
    experiment.next();
    await experiment.written;
    expect(errors).toEqual([new Error('no recording')]);
    expect(written).toEqual(['task']);
  });

  it('does not begin without steps', () => {
    const { experiment } = run();
    experiment.start({ name: 'empty', steps: [] });
    expect(experiment.state).toBeUndefined();
  });
});

describe('a protocol', () => {
  it('comes back from its file as it was', () => {
    const { format, version, ...rest } = protocolFile.parse(JSON.parse(JSON.stringify(toFile(protocol))));
    expect({ format, version }).toEqual({ format: 'modlink-protocol', version: 1 });
    expect(rest).toEqual(protocol);
  });

  it('can be run when each step has a title', () => {
    expect(isRunnable(protocol)).toBe(true);
    expect(isRunnable({ name: '', steps: [] })).toBe(false);
    expect(isRunnable({ name: '', steps: [{ id: 'a', title: ' ', prompt: 'x' }] })).toBe(false);
  });

  it('lasts as long as its steps, where each has a duration', () => {
    expect(totalDurationS(protocol)).toBeUndefined();
    const timed = protocol.steps.map((step) => ({ ...step, durationS: 2.5 }));
    expect(totalDurationS({ name: '', steps: timed })).toBe(7.5);
  });

  it('is ordered by moving steps, and saved under its name', () => {
    expect(movedStep(protocol.steps, 'c', -1).map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(movedStep(protocol.steps, 'a', -1).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const saved = withProtocol(
      [
        { name: 'zz', steps: [] },
        { name: 'go', steps: [] },
      ],
      protocol,
    );
    expect(saved).toEqual([protocol, { name: 'zz', steps: [] }]);
  });
});
