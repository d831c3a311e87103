import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One request and its whole answer; rejects when there is none. Tests pass another one. */
export type HttpSend = (request: HttpRequest) => Promise<HttpAnswer>;

/** How a server proves who it is. */
export interface TlsTrust {
  /** PEM text of authorities beside which no other counts. */
  readonly ca?: string;
  readonly skipVerify?: boolean;
  readonly serverName?: string;
}

/** Secrets and short lists; the server is trusted, but a wrong address may answer with anything. */
const ANSWER_BYTES_MAX = 8 << 20;

/**
 * Requests by node:https, because `fetch` cannot be given an authority. No connection is kept: a lease is renewed every few minutes.
 * Redirects are not followed, so that a token reaches no other host.
 */
export function httpSend(trust: TlsTrust = {}): HttpSend {
  return (o) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      const url = new URL(o.url);
      const options = {
        method: o.method,
        headers: {
          ...o.headers,
          ...(o.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(o.body)) }),
        },
        timeout: o.timeoutMs,
        agent: false as const,
        ...(o.signal === undefined ? {} : { signal: o.signal }),
        ...(trust.ca === undefined ? {} : { ca: trust.ca }),
        ...(trust.skipVerify === true ? { rejectUnauthorized: false } : {}),
        ...(trust.serverName === undefined ? {} : { servername: trust.serverName }),
      };
      const call = (url.protocol === 'https:' ? secure : plain)(url, options, (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES_MAX)
            call.destroy(new Error(`an answer of more than ${ANSWER_BYTES_MAX} bytes`));
          else chunks.push(chunk);
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
        answer.on('error', reject);
      });
      // of the whole request, not only of silence
      const limit = setTimeout(
        () => call.destroy(new Error(`no answer within ${o.timeoutMs / 1000} s`)),
        o.timeoutMs,
      );
      call.on('close', () => clearTimeout(limit));
      call.on('error', reject);
      call.end(o.body);
    });
}
