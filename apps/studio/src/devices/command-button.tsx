import { Button, Code, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { RouteResponse, WireDevice } from '@modlink/protocol';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRouteAction } from '../api/routes.js';
import { SchemaForm } from '../forms/schema-form.js';

type Command = WireDevice['commands'][number];
type JsonObject = RouteResponse<'getDriverSettings'>['values'];

export interface CommandButtonProps {
  readonly deviceId: string;
  readonly command: Command;
  readonly state: WireDevice['state'];
}

/** Runs a command of a device: asks for its arguments and for consent where it needs them, and shows what it gave. */
export function CommandButton({ deviceId, command, state }: CommandButtonProps) {
  const t = useTranslations('devices');
  const { mutate, isPending } = useRouteAction('runDeviceCommand');
  const onError = useFailureNotice();
  const { name, title, description, confirm, when } = command;
  const isPossible =
    when === 'connected' ? ['connected', 'streaming'].includes(state) : state === whenState[when];

  const run = (args: JsonObject) =>
    mutate(
      { params: { deviceId, command: name }, body: { arguments: args } },
      {
        onError,
        onSuccess: ({ result }) => {
          modals.closeAll();
          if (result !== null) showResult(title, result);
        },
      },
    );
  const ask = () => {
    if (Object.keys((command.arguments.properties as object | undefined) ?? {}).length > 0) {
      modals.open({
        title,
        size: 'lg',
        children: <CommandForm command={command} runLabel={t('run')} onRun={run} />,
      });
    } else if (confirm !== undefined) {
      modals.openConfirmModal({
        title,
        children: <Text>{confirm}</Text>,
        labels: { confirm: t('run'), cancel: t('cancel') },
        onConfirm: () => run({}),
      });
    } else {
      run({});
    }
  };
  return (
    <Button
      size="xs"
      variant="light"
      loading={isPending}
      disabled={!isPossible}
      onClick={ask}
      title={description}
    >
      {title}
    </Button>
  );
}

const whenState = { idle: 'connected', streaming: 'streaming' } as const;

interface CommandFormProps {
  readonly command: Command;
  readonly runLabel: string;
  readonly onRun: (args: JsonObject) => void;
}

function CommandForm({ command, runLabel, onRun }: CommandFormProps) {
  return (
    <Stack>
      {command.description !== undefined && <Text size="sm">{command.description}</Text>}
      {command.confirm !== undefined && (
        <Text size="sm" c="red">
          {command.confirm}
        </Text>
      )}
      <SchemaForm
        schema={command.arguments}
        values={{}}
        submitLabel={runLabel}
        isBusy={false}
        onSubmit={onRun}
      />
    </Stack>
  );
}

function showResult(title: string, result: unknown): void {
  modals.open({
    title,
    children: <Code block>{typeof result === 'string' ? result : JSON.stringify(result, undefined, 2)}</Code>,
  });
}
