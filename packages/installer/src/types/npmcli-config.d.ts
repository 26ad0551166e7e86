/** What this package uses of `@npmcli/config`, whose published types know neither its definitions nor `flat`. */
declare module '@npmcli/config' {
  export default class Config {
    constructor(options: {
      readonly definitions: object;
      readonly shorthands: object;
      readonly flatten: (values: object, into: object) => void;
      readonly nerfDarts: readonly string[];
      readonly npmPath: string;
      readonly argv: readonly string[];
      readonly env: NodeJS.ProcessEnv;
      readonly cwd: string;
      readonly warn: boolean;
    });
    load(): Promise<void>;
    readonly flat: Readonly<Record<string, unknown>>;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const all: {
    readonly definitions: object;
    readonly shorthands: object;
    readonly flatten: (values: object, into: object) => void;
    readonly nerfDarts: readonly string[];
  };
  export default all;
}
