/** What the page may do: nothing of Node, just these three. */
const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('modlink', {
  search: () => ipcRenderer.invoke('search'),
  start: (title) => ipcRenderer.invoke('start', title),
  onFrame: (listener) => ipcRenderer.on('frame', (_event, ...frame) => listener(...frame)),
});
