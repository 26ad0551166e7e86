import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { publishedPackages } from '../packages/published-packages.ts';

const docs = fileURLToPath(new URL('..', import.meta.url));

/** The pages that typedoc wrote, if it has been run. */
const api = existsSync(`${docs}api`)
  ? readdirSync(`${docs}api`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.startsWith('@modlink') && file.endsWith('.md'))
      .map((file) => file.replaceAll('\\', '/').slice(0, -'.md'.length))
      .sort()
      .map((module) => ({ text: module, link: `/api/${module}` }))
  : [];

const packagePages = (group: string): DefaultTheme.SidebarItem[] =>
  publishedPackages
    .filter(({ folder }) => folder.startsWith(`${group}/`))
    .map(({ name, slug }) => ({ text: name, link: `/packages/${slug}` }));

export default defineConfig({
  title: 'ModLink',
  description: 'The plugin ecosystem for sensors',
  lang: 'en',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: '/icon.svg' }]],
  srcExclude: ['test/**'],
  // Addresses of a user's own machine are no pages of this site.
  ignoreDeadLinks: [/^https?:\/\/(localhost|127\.0\.0\.1)/],
  themeConfig: {
    logo: '/icon.svg',
    socialLinks: [{ icon: 'github', link: 'https://github.com/modlink/modlink' }],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          searchOptions: {
            // Every word of the guides is somewhere in the API, too: explanations come first.
            boostDocument: (page: string) => (page.includes('/api/') ? 0.2 : 1),
          },
        },
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide/start' },
      { text: 'Write a driver', link: '/drivers/tutorial' },
      { text: 'Embed', link: '/embedding' },
      { text: 'Reference', link: '/reference/error-codes' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: {
      '/api/': [{ text: 'API', items: api }],
      '/': [
        {
          text: 'Guide',
          items: [
            { text: 'Five minutes', link: '/guide/start' },
            { text: 'Devices', link: '/guide/devices' },
            { text: 'Install drivers', link: '/guide/drivers' },
            { text: 'Live', link: '/guide/live' },
            { text: 'Record', link: '/guide/record' },
            { text: 'Replay', link: '/guide/replay' },
            { text: 'Export and import', link: '/guide/export' },
            { text: 'Setups', link: '/guide/setups' },
            { text: 'Run as a service', link: '/guide/service' },
          ],
        },
        {
          text: 'Write a driver',
          items: [
            { text: 'Tutorial', link: '/drivers/tutorial' },
            { text: 'The contract', link: '/drivers/contract' },
            { text: 'The SDK', link: '/packages/sdk' },
            { text: 'The test kit', link: '/packages/testkit' },
            { text: 'Publish', link: '/drivers/publish' },
            { text: 'Compatibility', link: '/compatibility' },
          ],
        },
        {
          text: 'Understand and embed',
          items: [
            { text: 'Architecture', link: '/architecture' },
            { text: 'Embedding', link: '/embedding' },
            { text: 'Wire protocol', link: '/reference/protocol' },
            { text: 'File format', link: '/reference/file-format' },
            { text: 'Time', link: '/reference/time' },
            { text: 'Security', link: '/security' },
          ],
        },
        {
          text: 'Troubleshooting',
          items: [
            { text: 'Where to begin', link: '/troubleshooting/' },
            { text: 'Linux', link: '/troubleshooting/linux' },
            { text: 'macOS', link: '/troubleshooting/macos' },
            { text: 'Windows', link: '/troubleshooting/windows' },
          ],
        },
        {
          text: 'Reference',
          items: [
            { text: 'Error codes', link: '/reference/error-codes' },
            { text: 'Host error codes', link: '/reference/host-error-codes' },
            { text: 'Recording error codes', link: '/reference/recording-error-codes' },
            { text: 'Export error codes', link: '/reference/export-error-codes' },
            { text: 'Import error codes', link: '/reference/import-error-codes' },
            { text: 'Installer error codes', link: '/reference/installer-error-codes' },
            { text: 'Server, client and command error codes', link: '/reference/server-error-codes' },
            { text: 'Driver error codes', link: '/reference/driver-error-codes' },
            { text: 'Diagnostics of drivers', link: '/reference/diagnostics' },
            { text: 'Driver check', link: '/reference/driver-check' },
            { text: 'Devices and how each was verified', link: '/reference/devices' },
          ],
        },
        { text: 'Drivers', collapsed: true, items: packagePages('drivers') },
        {
          text: 'Packages',
          collapsed: true,
          items: [...packagePages('apps'), ...packagePages('packages')],
        },
      ],
    },
  },
});
