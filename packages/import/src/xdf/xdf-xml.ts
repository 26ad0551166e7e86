import { isJsonValue, type JsonObject, type JsonValue } from '@modlink/sdk';
import { XMLParser } from 'fast-xml-parser';

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, ignoreDeclaration: true });

/**
 * The `<info>` of a header or footer: text by element name, nested; several elements of a name are a list.
 * @returns `undefined` where it is no XML.
 */
export function parseInfo(xml: Buffer): JsonObject | undefined {
  try {
    const { info } = parser.parse(xml.toString('utf8')) as { readonly info?: unknown };
    if (info === '') return {};
    return typeof info === 'object' && info !== null && isJsonValue(info) ? (info as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of an element, of the first where there are several; empty where there is none. */
export function textOf(parent: JsonValue | undefined, name: string): string {
  const value = childrenOf(parent, name)[0];
  return typeof value === 'string' ? value.trim() : '';
}

/** The elements of a name, each a text or an object. */
export function childrenOf(parent: JsonValue | undefined, name: string): readonly JsonValue[] {
  if (typeof parent !== 'object' || parent === null || Array.isArray(parent)) return [];
  if (!Object.hasOwn(parent, name)) return [];
  const value = (parent as JsonObject)[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}
