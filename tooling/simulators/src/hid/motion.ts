/** What a simulated sensor feels. */
export interface Motion {
  /** x, y, z in m/s^2, gravity included, along the maker's axes. */
  readonly accel: readonly [number, number, number];
  /** x, y, z in rad/s. */
  readonly gyro: readonly [number, number, number];
}

/** The motion at a time, in seconds since the simulation began. */
export type MotionAt = (timeS: number) => Motion;

export const standardGravity = 9.80665;

/** A device at rest, its z axis up. */
export const lyingStill: MotionAt = () => ({ accel: [0, 0, standardGravity], gyro: [0, 0, 0] });

/**
 * A controller that is swung about its three axes, each at a pace of its own, while gravity turns about it: every axis of
 * every sensor changes with each sample, and no two are alike.
 */
export const swung: MotionAt = (timeS) => {
  const turn = 2 * Math.PI * timeS;
  return {
    accel: [
      standardGravity * Math.sin(0.7 * turn),
      0.5 * standardGravity * Math.cos(1.3 * turn),
      standardGravity * Math.cos(0.7 * turn) + 2 * Math.sin(3 * turn),
    ],
    gyro: [2 * Math.sin(1.1 * turn), 3 * Math.cos(0.9 * turn), -1.5 * Math.sin(2.1 * turn)],
  };
};
