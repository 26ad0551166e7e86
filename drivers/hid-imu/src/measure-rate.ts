import type { ImuReading } from './devices/imu-device.js';
import { type Parsed, ReportProgress, type ReportProgressOptions } from './parser/index.js';
import type { ReportInbox } from './report-inbox.js';

/** As many reports are measured, for no longer than that. */
const measuredReports = 20;
const measureLimitMs = 500;
/** Rates that controllers have; the measured one is within a few percent of the true one. */
const usualRatesHz = [60, 200 / 3, 1000 / 11, 100, 125, 250, 400, 500, 800, 1000];
const usualWithin = 0.08;

/**
 * Measures how often a controller sends, by its own clock. Over Bluetooth the rate depends on the radio on both sides, and some
 * systems change it; no table knows it.
 * @param options - with the rate that is usual, which is also taken where the controller's clock stands still.
 */
export async function measureReportRateHz(
  inbox: ReportInbox,
  read: (report: Uint8Array) => Parsed<ImuReading>,
  options: ReportProgressOptions,
  signal: AbortSignal,
): Promise<number> {
  const progress = new ReportProgress(options);
  let startNs: bigint | undefined;
  let endNs = 0n;
  let reports = 0;
  await inbox.waitFor(
    (report, arrivalNs) => {
      const { packet } = read(report);
      if (packet === undefined) return undefined;
      const { lostReports, deviceTimeNs = 0n } = progress.take(packet, arrivalNs);
      if (startNs === undefined) startNs = deviceTimeNs;
      else reports += 1 + lostReports;
      endNs = deviceTimeNs;
      return reports >= measuredReports ? true : undefined;
    },
    { timeoutMs: measureLimitMs, signal },
  );
  const elapsedS = Number(endNs - (startNs ?? endNs)) / 1e9;
  if (reports === 0 || elapsedS <= 0) return options.reportRateHz;
  return usualRateHz(reports / elapsedS);
}

function usualRateHz(measuredHz: number): number {
  const distance = (rateHz: number) => Math.abs(rateHz / measuredHz - 1);
  const nearest = usualRatesHz.reduce((best, rateHz) => (distance(rateHz) < distance(best) ? rateHz : best));
  return distance(nearest) <= usualWithin ? nearest : Math.max(1, Math.round(measuredHz));
}
