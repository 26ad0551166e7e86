import { ClientError, type ModlinkClient } from '@modlink/client';
import {
  type ImpedanceCommand,
  impedanceCalls,
  type MeasuredElectrode,
  readImpedances,
} from './impedance-plan.js';

export interface ImpedanceTarget {
  readonly deviceId: string;
  readonly command: ImpedanceCommand;
  readonly channelNames: readonly string[];
}

export interface ImpedanceListeners {
  readonly signal: AbortSignal;
  /** What is measured now; `undefined` where it is all of them at once. */
  readonly onCall: (electrode: string | undefined) => void;
  readonly onMeasured: (electrodes: readonly MeasuredElectrode[]) => void;
  readonly onFailure: (error: ClientError) => void;
}

/** Measures all electrodes. A device that cannot while it streams is stopped before, and started again in any case. */
export async function measureImpedances(
  client: ModlinkClient,
  { deviceId, command, channelNames }: ImpedanceTarget,
  { signal, onCall, onMeasured, onFailure }: ImpedanceListeners,
): Promise<void> {
  const params = { deviceId };
  let hasStopped = false;
  try {
    const { state } = await client.call('getDevice', { params });
    if (command.when === 'idle' && state === 'streaming') {
      await client.call('stopStreaming', { params });
      hasStopped = true;
    }
    for (const call of impedanceCalls(command, channelNames)) {
      if (signal.aborted) break;
      onCall(call.electrode);
      const { result } = await client.call('runDeviceCommand', {
        params: { deviceId, command: command.name },
        body: { arguments: call.arguments },
      });
      onMeasured(readImpedances(call, result, channelNames));
    }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    onFailure(error);
  } finally {
    if (hasStopped) {
      await client.call('startStreaming', { params }).catch((error: unknown) => {
        if (!(error instanceof ClientError)) throw error;
        onFailure(error);
      });
    }
  }
}
