import { Button, type ButtonProps } from '@mantine/core';
import type { ClientError } from '@modlink/client';
import { type ReactNode, useState } from 'react';
import { useFailureNotice } from '../api/failure-notice.js';
import { saveBlob } from '../files/save-file.js';

export interface DownloadButtonProps extends Pick<ButtonProps, 'size'> {
  readonly fileName: string;
  readonly icon: ReactNode;
  readonly label?: string;
  readonly fetchFile: () => Promise<Response>;
  readonly children: ReactNode;
}

/** Fetches a file and saves it. Not a link: a server that asks for a token gets it in a header only. */
export function DownloadButton({ fileName, icon, label, fetchFile, children, ...rest }: DownloadButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const onError = useFailureNotice();
  const download = async () => {
    setBusy(true);
    try {
      const response = await fetchFile();
      saveBlob(await response.blob(), fileName);
    } catch (error) {
      onError(error as ClientError);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      {...rest}
      variant="default"
      leftSection={icon}
      loading={isBusy}
      onClick={() => void download()}
      {...(label !== undefined && { 'aria-label': label })}
    >
      {children}
    </Button>
  );
}
