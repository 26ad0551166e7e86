import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../../api/failure-notice.js';
import { useServer } from '../../api/server-provider.js';
import { contactOf, ohmText } from './contact.js';
import { type ImpedanceCommand, impedanceCalls, type MeasuredElectrode } from './impedance-plan.js';
import { measureImpedances } from './measure-impedances.js';

const colours = { good: 'green', fair: 'yellow', bad: 'red' } as const;

export interface ImpedanceTableProps {
  readonly deviceId: string;
  readonly command: ImpedanceCommand;
  readonly channelNames: readonly string[];
}

/** Measures electrodes and tells of each how well it touches. */
export function ImpedanceTable({ deviceId, command, channelNames }: ImpedanceTableProps) {
  const t = useTranslations('impedance');
  const { client } = useServer();
  const showFailure = useFailureNotice();
  const [measured, setMeasured] = useState<readonly MeasuredElectrode[]>([]);
  const [current, setCurrent] = useState<string>();
  const running = useRef<AbortController>(undefined);
  const [isRunning, setRunning] = useState(false);
  // Whoever closes the window ends the measurement; the stream goes on.
  useEffect(() => () => running.current?.abort(), []);

  const expected = impedanceCalls(command, channelNames).flatMap(({ electrode }) => electrode ?? []);
  const electrodes = [
    ...new Set([
      ...(expected.length > 0 ? expected : channelNames),
      ...measured.map(({ electrode }) => electrode),
    ]),
  ];
  const measure = async () => {
    const abort = new AbortController();
    running.current = abort;
    setMeasured([]);
    setRunning(true);
    await measureImpedances(
      client,
      { deviceId, command, channelNames },
      {
        signal: abort.signal,
        onCall: setCurrent,
        onMeasured: (electrodes) => setMeasured((before) => [...before, ...electrodes]),
        onFailure: showFailure,
      },
    );
    setCurrent(undefined);
    setRunning(false);
  };
  return (
    <Stack>
      <Text size="sm">{command.when === 'idle' ? t('words') : t('wordsStreaming')}</Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('electrode')}</Table.Th>
            <Table.Th>{t('value')}</Table.Th>
            <Table.Th>{t('quality')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {electrodes.map((electrode) => (
            <ElectrodeRow
              key={electrode}
              electrode={electrode}
              measured={measured.find((candidate) => candidate.electrode === electrode)}
              isMeasuring={isRunning && (current === undefined || current === electrode)}
            />
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs">{t('limits')}</Text>
      <Group>
        {isRunning ? (
          <Button variant="default" onClick={() => running.current?.abort()}>
            {t('stop')}
          </Button>
        ) : (
          <Button onClick={() => void measure()}>{t('measure')}</Button>
        )}
      </Group>
    </Stack>
  );
}

interface ElectrodeRowProps {
  readonly electrode: string;
  readonly measured: MeasuredElectrode | undefined;
  readonly isMeasuring: boolean;
}

function ElectrodeRow({ electrode, measured, isMeasuring }: ElectrodeRowProps) {
  const t = useTranslations('impedance');
  const ohm = measured?.ohm;
  const contact = ohm === undefined ? undefined : contactOf(ohm);
  const words = measured !== undefined ? t('failed') : isMeasuring ? t('measuring') : t('waiting');
  return (
    <Table.Tr>
      <Table.Td>{electrode}</Table.Td>
      <Table.Td>{ohm === undefined ? words : ohmText(ohm)}</Table.Td>
      <Table.Td>
        {contact !== undefined && (
          <Badge variant="light" color={colours[contact]} autoContrast c="var(--mantine-color-text)">
            {t(contact)}
          </Badge>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
