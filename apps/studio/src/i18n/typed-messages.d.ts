import type english from './en/index.js';

declare module 'use-intl' {
  interface AppConfig {
    // Texts are asked for by keys that are there.
    Messages: typeof english;
  }
}
