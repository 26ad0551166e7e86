import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `vite` alone serves the studio on a port of its own, for work on it: the API is that of a running server. */
const server = process.env.MODLINK_SERVER ?? 'http://127.0.0.1:7788';

export default defineConfig({
  plugins: [react()],
  // The licences of what is bundled ask to go with it.
  build: { target: 'es2023', chunkSizeWarningLimit: 1_500, license: { fileName: 'licenses.md' } },
  server: {
    proxy: {
      // The origin is that of the development server: as a proxy it speaks for itself.
      '/api': { target: server, ws: true, changeOrigin: true, headers: { origin: server } },
    },
  },
});
