import { Stack, Title } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { FindPackages } from './find-packages.js';
import { InstalledPackages } from './installed-packages.js';
import { PackageJobs } from './package-jobs.js';
import { usePackageActions } from './use-package-actions.js';

/** Driver packages that were installed, what is done to them now, and more of them. */
export function PackagesSection() {
  const t = useTranslations('packages');
  const actions = usePackageActions();
  return (
    <Stack component="section" aria-labelledby="packages">
      <Title order={2} size="h4" id="packages">
        {t('title')}
      </Title>
      <InstalledPackages actions={actions} />
      <PackageJobs />
      <FindPackages actions={actions} />
    </Stack>
  );
}
