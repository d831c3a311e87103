import type { NomadClient } from './client/client.ts';

const LINES = 5;
const CHARACTERS_MAX = 1000;
/** What is read of a log at most: a task that failed to come up has said little. */
const BYTES_MAX = 256 * 1024;

/** The last lines that a task wrote itself, stderr before stdout; empty if it wrote none or its client does not tell. */
export async function taskWords(client: NomadClient, allocation: string, task: string): Promise<string> {
  for (const type of ['stderr', 'stdout'] as const) {
    const text = await read(await client.files.logs(allocation, { task, type }).catch(() => undefined));
    const lines = withoutPrefixes(text)
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (lines.length > 0) return lines.slice(-LINES).join('\n').slice(-CHARACTERS_MAX);
  }
  return '';
}

/**
 * Pure: a log as the task wrote it. podman's driver leaves time, stream and a mark before each piece
 * (`2026-11-24T20:00:00.000000000+00:00 stderr F …`), where P says that the line goes on in the next.
 */
export function withoutPrefixes(text: string): string {
  return text.replaceAll(/^\d{4}-\d\d-\d\dT\S+ std(?:out|err) ([FP]) (.*)(\n?)/gm, (_, mark, words, end) =>
    mark === 'P' ? words : `${words}${end}`,
  );
}

async function read(stream: ReadableStream<Uint8Array> | undefined): Promise<string> {
  if (stream === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const piece of stream as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(piece, { stream: true });
      bytes += piece.byteLength;
      if (bytes > BYTES_MAX) break;
    }
  } catch {
    // What came is what can be told.
  }
  return text;
}
