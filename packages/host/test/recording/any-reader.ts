/** Reads a recording as a program would that knows only MCAP and FlatBuffers: nothing of ModLink is used here. */
import { open } from 'node:fs/promises';
import { McapIndexedReader, type McapTypes } from '@mcap/core';
import { ByteBuffer } from 'flatbuffers';
import reflection from 'flatbuffers_reflection';

export interface AnyMessage {
  readonly topic: string;
  readonly logTime: bigint;
  readonly publishTime: bigint;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly content: Record<string, unknown>;
}

export async function readWithForeignReader(
  path: string,
): Promise<{ reader: McapIndexedReader; metadata: McapTypes.Metadata[]; messages: AnyMessage[] }> {
  const handle = await open(path);
  const reader = await McapIndexedReader.Initialize({
    readable: {
      size: async () => BigInt((await handle.stat()).size),
      async read(offset, size) {
        const bytes = new Uint8Array(Number(size));
        await handle.read(bytes, 0, bytes.byteLength, Number(offset));
        return bytes;
      },
    },
  });
  const decoders = new Map<number, (bytes: Uint8Array) => Record<string, unknown>>();
  for (const schema of reader.schemasById.values()) decoders.set(schema.id, decoderOf(schema));
  const metadata: McapTypes.Metadata[] = [];
  for await (const record of reader.readMetadata()) metadata.push(record);
  const messages: AnyMessage[] = [];
  for await (const message of reader.readMessages()) {
    const channel = reader.channelsById.get(message.channelId)!;
    messages.push({
      ...message,
      topic: channel.topic,
      content: decoders.get(channel.schemaId)!(message.data),
    });
  }
  await handle.close();
  return { reader, metadata, messages };
}

function decoderOf(schema: McapTypes.Schema): (bytes: Uint8Array) => Record<string, unknown> {
  if (schema.encoding === 'jsonschema') return (bytes) => JSON.parse(new TextDecoder().decode(bytes));
  if (schema.encoding !== 'flatbuffer') throw new Error(`unknown schema encoding ${schema.encoding}`);
  const parsed = reflection.Schema.getRootAsSchema(new ByteBuffer(schema.data) as never);
  const parser = new reflection.Parser(parsed);
  return (bytes) =>
    parser.toObject(reflection.Table.getNamedTable(new ByteBuffer(bytes) as never, parsed, schema.name));
}
