import type { Connection } from '../connection.ts';

/** One change of the cluster's state. */
export interface NomadEvent {
  readonly Topic: string;
  readonly Type: string;
  readonly Key: string;
  readonly Index: number;
  readonly Payload: Readonly<Record<string, unknown>>;
}

/** A line of the stream longer than this is no event of a run. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Events of the topics, such as `Allocation:*` or `Job:ID`, from after `index` on. The stream is taken up again where it was
 * when the connection breaks; ends when the signal aborts. Rejects when a new connection is refused.
 */
export async function* events(
  connection: Connection,
  o: { topics: readonly string[]; index?: number; signal: AbortSignal },
): AsyncGenerator<NomadEvent> {
  let index = o.index ?? 0;
  while (!o.signal.aborted) {
    const topics = new URLSearchParams(o.topics.map((topic): [string, string] => ['topic', topic]));
    const body = await connection.stream(`/v1/event/stream?${topics}`, {
      query: { index },
      signal: o.signal,
    });
    try {
      for await (const line of lines(body)) {
        if (line === '{}' || line === '') continue; // a heartbeat
        const batch = JSON.parse(line) as { Index: number; Events?: readonly NomadEvent[] };
        for (const event of batch.Events ?? []) if (event.Index > index || index === 0) yield event;
        index = Math.max(index, batch.Index);
      }
    } catch (error) {
      if (o.signal.aborted) return;
      if (error instanceof SyntaxError) throw error;
    }
  }
}

/** Lines of a byte stream, without their ends; a last line without an end counts. */
export async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(part, { stream: true });
    if (rest.length > LINE_BYTES_MAX) throw new SyntaxError(`a line of more than ${LINE_BYTES_MAX} bytes`);
    const found = rest.split('\n');
    rest = found.pop()!;
    yield* found;
  }
  if (rest !== '') yield rest;
}
