import { createSystemClock, type TransportKind, type TransportMap, type TransportModule } from '@modlink/sdk';

/** What a module of a transport package exports. */
type Loaded<Kind extends TransportKind> = { readonly default: TransportModule<Kind> };

/** A transport in this process, with nobody to share its devices with. */
export async function createTransport<Kind extends TransportKind>(
  load: () => Promise<unknown>,
): Promise<TransportMap[Kind]> {
  const { default: module } = (await load()) as Loaded<Kind>;
  return module.create({ clock: createSystemClock(), lease: async () => () => {} });
}
