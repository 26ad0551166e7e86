/** The soak run, and the measurements that it comes to. */
import { availableParallelism } from 'node:os';
import { inFreshProcess } from './fresh-process.js';
import type { Measurement } from './measurement.js';
import type { Plan } from './plan.js';
import type { ProcessShare, RecordedRun } from './recorded-run.js';

export interface Soak {
  readonly measurements: readonly Measurement[];
  /** What was not as it has to be; none when every frame is in the file. */
  readonly problems: readonly string[];
}

/** Records eight synthetic devices for as long as the plan says. */
export async function runSoak({ soak }: Plan): Promise<Soak> {
  const run = await inFreshProcess<Plan['soak'], RecordedRun>('cases/soak', soak);
  const problems = [...run.problems];
  if (run.missingFrames > 0) problems.push(`${run.missingFrames} frames are missing`);
  return {
    problems,
    measurements: [
      { id: 'soak/minutes', value: run.seconds / 60, unit: 'minutes', beside: asked(soak), better: 'higher' },
      {
        id: 'soak/frames',
        value: run.recordedFrames,
        unit: 'frames',
        beside: { what: 'sent', value: run.recordedFrames + run.missingFrames },
        better: 'higher',
      },
      ...[run.host, ...run.isolates].flatMap(shareOf),
    ],
  };
}

const asked = ({ seconds }: Plan['soak']) => ({ what: 'asked for', value: seconds / 60 });

function shareOf({ title, cpuPercent, earlyMemoryMB, lateMemoryMB }: ProcessShare): Measurement[] {
  return [
    {
      id: `soak/cpu/${title}`,
      value: cpuPercent,
      unit: '%',
      beside: { what: 'all cores', value: availableParallelism() * 100 },
      better: 'lower',
    },
    {
      id: `soak/memory/${title}`,
      value: lateMemoryMB,
      unit: 'MB',
      beside: { what: 'after a tenth of the time', value: earlyMemoryMB },
      better: 'lower',
    },
  ];
}
