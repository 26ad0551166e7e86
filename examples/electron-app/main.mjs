/** The main process of an Electron application with a host inside, and the studio-free page of its window. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createHost } from '@modlink/host';
import { app, BrowserWindow, ipcMain } from 'electron';

await app.whenReady();

// Drivers run in processes of their own. Without nodePath Electron's own binary is made to act as Node. A Node that the
// application brings along keeps native transports, such as serial ports, off Electron's ABI.
const bundledNode = join(process.resourcesPath, process.platform === 'win32' ? 'node.exe' : 'node');
const host = await createHost({
  appRoot: app.getAppPath(),
  home: join(app.getPath('userData'), 'modlink'),
  recordingsFolder: join(app.getPath('documents'), 'Recordings'),
  keepAwake: true,
  nodePath: existsSync(bundledNode) ? bundledNode : undefined,
});

ipcMain.handle('search', async () => (await host.search()).devices.map(({ title }) => title));
ipcMain.handle('start', async (_event, /** @type {string} */ title) => {
  const { devices } = await host.search();
  const device = devices.find((each) => each.title === title);
  if (device === undefined) throw new Error(`${title} is not there any more.`);
  const { deviceId } = await host.connect(device);
  await host.startStreaming(deviceId);
  return deviceId;
});

const window = new BrowserWindow({
  width: 900,
  height: 500,
  webPreferences: { preload: join(app.getAppPath(), 'preload.cjs') },
});
await window.loadFile('window.html');

// Samples go to the page as they come; the page draws at its own pace.
host.bus.tap('*', ({ stream, view }) => {
  if (!window.isDestroyed())
    window.webContents.send('frame', stream.streamId, view.data.shape, view.data.values.slice());
});

// Recordings are completed and drivers ended before the application is gone.
let isClosed = false;
app.on('before-quit', (event) => {
  if (isClosed) return;
  event.preventDefault();
  void host.close().finally(() => {
    isClosed = true;
    app.quit();
  });
});
app.on('window-all-closed', () => app.quit());
