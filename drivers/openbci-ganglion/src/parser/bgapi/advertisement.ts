/** What an advertisement says (Bluetooth Core Specification 5.4, Vol 3, Part C, section 11; Assigned Numbers, "Common Data Types"). */
export interface Advertisement {
  readonly name?: string;
  /** Of 16 bits, as the SDK writes them. */
  readonly serviceUuids: readonly string[];
}

const shortenedName = 0x08;
const completeName = 0x09;
const someServices = 0x02;
const allServices = 0x03;

/** Reads length, type and content, again and again; what is cut short is left out. Never throws. */
export function parseAdvertisement(data: Uint8Array): Advertisement {
  let name: string | undefined;
  const serviceUuids: string[] = [];
  for (let at = 0; at < data.length; at += 1 + (data[at] as number)) {
    const length = data[at] as number;
    const type = data[at + 1];
    if (length < 1 || at + 1 + length > data.length) break;
    const content = data.subarray(at + 2, at + 1 + length);
    if (type === shortenedName || type === completeName) name = new TextDecoder().decode(content);
    if (type === someServices || type === allServices) {
      for (let each = 0; each + 1 < content.length; each += 2) {
        const uuid = (content[each] as number) | ((content[each + 1] as number) << 8);
        serviceUuids.push(uuid.toString(16).padStart(4, '0'));
      }
    }
  }
  return { ...(name !== undefined && { name }), serviceUuids };
}
