/**
 * The offset and drift of a stream's clock against the host's.
 *
 * A frame arrives later than it was sent, never earlier, so the line below all points (clock, host minus clock) is the
 * clock's, up to the least delay: S. B. Moon, P. Skelly, D. Towsley, "Estimation and Removal of Clock Skew from Network
 * Delay Measurements", IEEE INFOCOM 1999, 227-234, find it by linear programming, L. Zhang, Z. Liu, C. H. Xia, "Clock
 * Synchronization Algorithms for Network Measurements", IEEE INFOCOM 2002, 160-169, from the lower convex hull. Such a line
 * rests on two points only, which is little where delays have no sharp lower bound. Here the frame with the least delay in
 * each second or so is taken (the minimum filter of NTP, RFC 5905, section 10, over time instead of over eight polls), and
 * `fitEnvelope` lays a line along the lower edge of those of the last ten minutes: constant memory, a constant time per
 * frame, a drift that may change, and a mean over many points. Ten minutes, because the rhythm of a radio link against that
 * of the frames makes the least delay rise and fall within a minute.
 *
 * When several seconds in a row are off in the same way, the clock was set or samples are missing that nobody counted: the
 * offset begins anew there, the drift is kept.
 */
import { type FittedLine, fitEnvelope, lineAt, type SlopePrior } from './envelope-fit.js';

/** A block ends when it has lasted this long by both clocks, and has arrivals enough for one to be on time. */
const blockS = 1;
const blockArrivals = 16;
/** A frame that comes after less than this part of the time in which it was taken came with the one before it. */
const burstPart = 0.25;
/** Of the points that a fit rests on, by the clock. */
export const windowS = 600;
const windowPoints = 640;
/** What is further off than this, and than `gateDeviations` standard deviations, does not belong to the fit. */
const gateFloorS = 3e-3;
const gateDeviations = 6;
const gateCeilingS = 0.5;
/**
 * ... and than this part of the time between two arrivals. A radio link sends at a rhythm of its own, so that even the
 * least delayed frame waits, for up to that time, and this wait falls back to nothing all at once.
 */
const gateArrivals = 0.75;
/** With fewer points than this, nothing can be said to be off. */
const leastPoints = 3;
/** So many blocks in a row that do not belong to the fit begin a new one. */
const shiftedBlocks = 4;
/** Frames that are later than this, and than two arrivals, and for this long come no sooner, begin a new fit at once. */
const stallS = 1;
const stalledForS = 0.5;
/** A last block that was cut short counts from this many frames on. */
const shortBlockFrames = 4;
const roundsPerFit = 3;
/** A new fit is made when the points are more by this part: so the cost of a point stays the same, however many there are. */
const fitEvery = 32;
/** Crystals are off by 0.01 percent or less, the rates of sensors against their nominal by percents. */
const firstSlope: SlopePrior = { slope: 0, slopeDeviation: 0.05 };
/** A drift is known no better than it changes while the clock is away. */
const leastSlopeDeviation = 0.5e-6;
/** A fit that ended before it had so many points rested on a drift that is not so any more: it is trusted less by a factor. */
const leastLastingPoints = 16;
const distrust = 10;
/** A clock that counts less than a tenth of the time, or more than ten times as much, is none. */
const lowestSlope = -0.9;
const highestSlope = 9;

/** Is told the points of the fit, seconds. */
export interface FitListener {
  /** The least delayed reading of a block: the clock, and host minus clock. */
  point(clockS: number, offsetS: number): void;
  /** A fit begins with the frame of this number, counted from 0. What was known of the slope by then is given. */
  begin(frame: number, clockS: number, offsetS: number, slope: SlopePrior): void;
}

/** The least delayed frame of a block. */
interface BlockMinimum {
  readonly clockS: number;
  readonly offsetS: number;
  /** From what the fit said, seconds. */
  readonly off: number;
  /** The first frame that was too early for the fit; the last that was not too late. */
  readonly firstEarlyFrame: number;
  readonly lastTimelyFrame: number;
}

/** Times are seconds from the clock's and the host's origin. */
export class ClockEstimator {
  readonly #listener: FitListener | undefined;
  readonly #clockS = new Float64Array(windowPoints);
  readonly #offsetS = new Float64Array(windowPoints);
  #points = 0;
  #unfitted = 0;
  #prior = firstSlope;
  #line: FittedLine = { at: 0, offset: 0, ...firstSlope, noise: Number.POSITIVE_INFINITY };
  /** Blocks that are off, one after the other, on the same side. */
  #shifted: BlockMinimum[] = [];
  #frame: number;
  #count = 0;
  #blockClockS = 0;
  #blockHostS = 0;
  #minClockS = 0;
  #minOffsetS = 0;
  #minOff = Number.POSITIVE_INFINITY;
  #gateS = Number.POSITIVE_INFINITY;
  #firstEarlyFrame = -1;
  #lastTimelyFrame = -1;
  #arrivals = 0;
  #lastClockS = 0;
  #lastHostS = 0;
  /** The mean time from arrival to arrival in the last block. */
  #arrivalS = 0;
  /** Where frames began to be later than `stallS`. */
  #stall: { frame: number; clockS: number; hostS: number; offsetS: number } | undefined;

  /** @param frames - of the stream that came before. */
  constructor(frames = 0, listener?: FitListener) {
    this.#frame = frames - 1;
    this.#listener = listener;
  }

  /** The line that stands now: its slope is by how much the host's clock goes on in a second of this clock, beyond it. */
  get line(): FittedLine {
    return this.#line;
  }

  /** Whether something is known of the slope. */
  get isFitted(): boolean {
    return this.#points >= leastPoints || this.#prior !== firstSlope;
  }

  /** Host minus clock, at a reading of the clock. */
  offsetAt(clockS: number): number {
    return lineAt(this.#line, clockS);
  }

  /** The clock was set: its readings, and those of the host, count from here. */
  begin(clockS: number, hostS: number): void {
    this.#takeShortBlock();
    this.#frame += 1;
    this.#start(this.#frame, clockS, hostS - clockS);
    this.#lookAt(clockS, hostS);
    this.#lastClockS = clockS;
    this.#lastHostS = hostS;
  }

  /** The next frame. */
  add(clockS: number, hostS: number): void {
    this.#frame += 1;
    this.#lookAt(clockS, hostS);
    if (hostS - this.#lastHostS >= burstPart * (clockS - this.#lastClockS)) this.#arrivals += 1;
    this.#lastClockS = clockS;
    this.#lastHostS = hostS;
    const byClockS = clockS - this.#blockClockS;
    if (this.#arrivals < blockArrivals || byClockS < blockS || hostS - this.#blockHostS < blockS) return;
    this.#arrivalS = byClockS / (this.#arrivals - 1);
    this.#takeBlock();
  }

  /** A frame that has no reading. */
  skip(): void {
    this.#frame += 1;
  }

  /** No frame comes any more. */
  end(): void {
    this.#takeShortBlock();
  }

  #start(frame: number, clockS: number, offsetS: number): void {
    if (this.isFitted) {
      const { slope, slopeDeviation } = this.#line;
      this.#prior = { slope, slopeDeviation: Math.max(slopeDeviation, leastSlopeDeviation) };
    }
    this.#line = { at: clockS, offset: offsetS, ...this.#prior, noise: Number.POSITIVE_INFINITY };
    this.#points = 0;
    this.#unfitted = 0;
    this.#shifted = [];
    this.#gateS = Number.POSITIVE_INFINITY;
    this.#count = 0;
    this.#stall = undefined;
    this.#lastTimelyFrame = frame - 1;
    this.#listener?.begin(frame, clockS, offsetS, this.#prior);
  }

  /** Because the frames did not fit any more. */
  #startAnew(frame: number, clockS: number, offsetS: number): void {
    if (this.#points < leastLastingPoints) {
      const slopeDeviation = Math.min(this.#line.slopeDeviation * distrust, firstSlope.slopeDeviation);
      this.#line = { ...this.#line, slopeDeviation };
    }
    this.#start(frame, clockS, offsetS);
  }

  #lookAt(clockS: number, hostS: number): void {
    const offsetS = hostS - clockS;
    if (this.#count === 0) {
      this.#arrivals = 1;
      this.#blockClockS = clockS;
      this.#blockHostS = hostS;
      this.#minOff = Number.POSITIVE_INFINITY;
      this.#firstEarlyFrame = -1;
    }
    this.#count += 1;
    let off = offsetS - lineAt(this.#line, clockS);
    if (off < 0 && this.#points === 0) {
      // Until there is a fit, the least delayed frame so far is the best that is known.
      this.#line = { ...this.#line, at: clockS, offset: offsetS };
      this.#minOff = Number.POSITIVE_INFINITY;
      off = 0;
    }
    if (off < this.#minOff) {
      this.#minOff = off;
      this.#minClockS = clockS;
      this.#minOffsetS = offsetS;
    }
    if (off <= this.#gateS) this.#lastTimelyFrame = this.#frame;
    if (off < -this.#gateS && this.#firstEarlyFrame < 0) this.#firstEarlyFrame = this.#frame;
    if (off > Math.max(stallS, 2 * this.#arrivalS) && Number.isFinite(this.#gateS))
      this.#lookAtStall(clockS, hostS, offsetS);
    else this.#stall = undefined;
  }

  /** Frames that were held up come faster than they were taken, until none is late. Where they do not, nothing held them. */
  #lookAtStall(clockS: number, hostS: number, offsetS: number): void {
    const stall = this.#stall;
    if (stall !== undefined) {
      const lastsS = Math.min(clockS - stall.clockS, hostS - stall.hostS);
      if (lastsS < stalledForS) return;
      if (stall.offsetS - offsetS < 0.1 * lastsS) {
        this.#startAnew(stall.frame, stall.clockS, stall.offsetS);
        this.#lookAt(clockS, hostS);
        return;
      }
    }
    this.#stall = { frame: this.#frame, clockS, hostS, offsetS };
  }

  #takeShortBlock(): void {
    if (this.#count >= shortBlockFrames || (this.#points === 0 && this.#count > 0)) this.#takeBlock();
    this.#count = 0;
  }

  #takeBlock(): void {
    this.#count = 0;
    const block = {
      clockS: this.#minClockS,
      offsetS: this.#minOffsetS,
      off: this.#minOff,
      firstEarlyFrame: this.#firstEarlyFrame,
      lastTimelyFrame: this.#lastTimelyFrame,
    };
    if (Math.abs(block.off) <= this.#gateS) {
      this.#shifted = [];
      this.#take(block);
      return;
    }
    const [first] = this.#shifted;
    if (first !== undefined && first.off < 0 !== block.off < 0) this.#shifted = [];
    this.#shifted.push(block);
    if (this.#shifted.length >= shiftedBlocks) this.#shift(this.#shifted);
  }

  #take({ clockS, offsetS }: BlockMinimum): void {
    this.#listener?.point(clockS, offsetS);
    const clocks = this.#clockS;
    let dropped = this.#points === windowPoints ? 1 : 0;
    while (dropped < this.#points && clockS - (clocks[dropped] ?? 0) > windowS) dropped += 1;
    if (dropped > 0) {
      clocks.copyWithin(0, dropped, this.#points);
      this.#offsetS.copyWithin(0, dropped, this.#points);
      this.#points -= dropped;
    }
    clocks[this.#points] = clockS;
    this.#offsetS[this.#points] = offsetS;
    this.#points += 1;
    this.#unfitted += 1;
    if (this.#unfitted * fitEvery < this.#points) return;
    this.#unfitted = 0;
    this.#fit();
    this.#measureGate(clockS);
  }

  #fit(): void {
    const points = { clockS: this.#clockS, offsetS: this.#offsetS };
    const line = fitEnvelope(points, 0, this.#points, this.#prior, this.#line, roundsPerFit);
    this.#line = { ...line, slope: Math.min(Math.max(line.slope, lowestSlope), highestSlope) };
  }

  #shift(blocks: readonly BlockMinimum[]): void {
    const first = blocks[0];
    const last = blocks[blocks.length - 1];
    if (first === undefined || last === undefined) return;
    const frame = first.off < 0 ? first.firstEarlyFrame : last.lastTimelyFrame + 1;
    this.#startAnew(frame, first.clockS, first.offsetS);
    for (const block of blocks) this.#take(block);
    this.#lastTimelyFrame = this.#frame;
  }

  /** For the block that comes, about as far from the last as it is long. */
  #measureGate(clockS: number): void {
    if (!this.isFitted) return;
    const { at, noise, slopeDeviation } = this.#line;
    const deviation = Math.hypot(noise, slopeDeviation * (clockS + blockS - at));
    const floorS = Math.max(gateFloorS, gateArrivals * this.#arrivalS);
    this.#gateS = Math.max(floorS, Math.min(gateDeviations * deviation, gateCeilingS));
  }
}
