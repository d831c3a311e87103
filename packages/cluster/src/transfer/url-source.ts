import { type FileSource, RefusedError } from './fetch-file.ts';

/** The bytes of a URL by range requests. The URL may let its bearer in, so it stands in no message. */
export function urlSource(url: string): FileSource {
  return async (offset, signal) => {
    const answer = await fetch(url, {
      headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
      redirect: 'error',
      signal,
    });
    if (answer.status === 403 || answer.status === 404 || answer.status === 410 || answer.status === 401) {
      const code = /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1];
      throw new RefusedError(`it was refused (${answer.status}${code === undefined ? '' : ` ${code}`})`);
    }
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel();
      throw new Error(`HTTP ${answer.status}`);
    }
    return answer.status === 206 || offset === 0 ? answer.body : skip(answer.body, offset);
  };
}

/** A server without ranges sends all again. */
async function* skip(body: AsyncIterable<Uint8Array>, bytes: number): AsyncIterable<Uint8Array> {
  let left = bytes;
  for await (const chunk of body) {
    if (left < chunk.byteLength) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.byteLength);
  }
}
