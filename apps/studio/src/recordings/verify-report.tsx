import { Alert, Badge, List, Stack, Text } from '@mantine/core';
import type { RouteResponse } from '@modlink/protocol';
import { useFormatter, useTranslations } from 'use-intl';
import { bytesText } from '../format/quantities.js';

/** What a check of every part of a recording found. */
export function VerifyReport({ report }: { readonly report: RouteResponse<'verifyRecording'> }) {
  const t = useTranslations('recordings');
  const format = useFormatter();
  const { isSound, sizeBytes, frames, events, findings } = report;
  return (
    <Stack>
      <Alert color={isSound ? 'green' : 'red'} title={t(isSound ? 'sound' : 'notSound')}>
        {t('checked', { size: bytesText(format, sizeBytes), frames, events })}
      </Alert>
      {findings.length > 0 && (
        <List spacing="xs" size="sm" listStyleType="none">
          {findings.map(({ severity, code, message, streamId }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two findings may be the same in every part.
            <List.Item key={`${code} ${index}`}>
              <Badge
                size="sm"
                color={severity === 'error' ? 'red' : 'orange'}
                variant="light"
                tt="none"
                mr="xs"
              >
                {severity}
              </Badge>
              <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
                {streamId !== undefined && `${streamId}: `}
                {message} ({code})
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
