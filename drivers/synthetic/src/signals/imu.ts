import { deriveSeed, gaussian, uniform } from './noise.js';
import type { Signal } from './signal.js';

export interface ImuOptions {
  readonly seed: number;
  readonly rateHz: number;
}

/** Standard gravity, m/s^2 (CGPM 1901). */
const gravity = 9.80665;
const accelNoise = 0.02;
const gyroNoise = 0.002;

/** One angle of the sensor, swinging. */
interface Swing {
  angle(timeS: number): number;
  rate(timeS: number): number;
}

/**
 * A sensor held in a hand and turned gently: accelerometer in m/s^2, x y z. At rest and level it shows +9.81 on z.
 * It follows the same motion as {@link gyroSignal} of the same seed. Shape `[3, sample]`, float32.
 */
export function accelSignal({ seed, rateHz }: ImuOptions): Signal<'float32'> {
  const { roll, pitch } = motion(seed);
  return threeAxes(deriveSeed(seed, 'accel'), accelNoise, rateHz, (timeS) => {
    const phi = roll.angle(timeS);
    const theta = pitch.angle(timeS);
    // Gravity's reaction turned into the sensor's axes, roll phi and pitch theta in the order yaw, pitch, roll.
    return [
      -gravity * Math.sin(theta),
      gravity * Math.sin(phi) * Math.cos(theta),
      gravity * Math.cos(phi) * Math.cos(theta),
    ];
  });
}

/**
 * The same sensor's gyroscope in rad/s, x y z: the rates of turn about its own axes, to which {@link accelSignal}
 * fits. Shape `[3, sample]`, float32.
 */
export function gyroSignal({ seed, rateHz }: ImuOptions): Signal<'float32'> {
  const { roll, pitch, yaw } = motion(seed);
  return threeAxes(deriveSeed(seed, 'gyro'), gyroNoise, rateHz, (timeS) => {
    const phi = roll.angle(timeS);
    const theta = pitch.angle(timeS);
    const [phiRate, thetaRate, psiRate] = [roll.rate(timeS), pitch.rate(timeS), yaw.rate(timeS)];
    // Euler angle rates to body rates, order yaw, pitch, roll (any text on attitude kinematics).
    return [
      phiRate - psiRate * Math.sin(theta),
      thetaRate * Math.cos(phi) + psiRate * Math.cos(theta) * Math.sin(phi),
      -thetaRate * Math.sin(phi) + psiRate * Math.cos(theta) * Math.cos(phi),
    ];
  });
}

function motion(seed: number): { roll: Swing; pitch: Swing; yaw: Swing } {
  const phases = deriveSeed(seed, 'motion');
  return {
    roll: swing(0.5, 0.25, uniform(phases, 0)),
    pitch: swing(0.35, 0.17, uniform(phases, 1)),
    yaw: swing(1, 0.1, uniform(phases, 2)),
  };
}

function swing(amplitudeRad: number, hz: number, phase: number): Swing {
  const omega = 2 * Math.PI * hz;
  const start = 2 * Math.PI * phase;
  return {
    angle: (timeS) => amplitudeRad * Math.sin(omega * timeS + start),
    rate: (timeS) => amplitudeRad * omega * Math.cos(omega * timeS + start),
  };
}

function threeAxes(
  seed: number,
  noise: number,
  rateHz: number,
  at: (timeS: number) => readonly [number, number, number],
): Signal<'float32'> {
  return {
    dtype: 'float32',
    shape: (count) => [3, count],
    fill(target, first, count) {
      for (let sample = 0; sample < count; sample++) {
        const k = first + sample;
        for (const [axis, value] of at(k / rateHz).entries()) {
          target[axis * count + sample] = value + noise * gaussian(seed, 3 * k + axis);
        }
      }
    },
  };
}
