import { type IncomingMessage, request } from 'node:http';
import { ClusterError } from '../../errors.ts';

/** What of podman's API is used: version 4 on a unix socket, as `podman system service` offers it. */
export interface PodmanClient {
  /** Path of the socket. */
  readonly socket: string;
  /** Version of podman. */
  version(): Promise<string>;
  /** Undefined if it has none of this name. */
  image(name: string): Promise<{ readonly id: string; readonly bytes: number } | undefined>;
  /** Builds an image from a context (tar) whose `Containerfile` needs no other image; its time is 1970, so that it is always the same. */
  build(name: string, context: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  removeImage(name: string): Promise<void>;
  /** Containers, running or not, that carry a label. */
  containers(label: string): Promise<readonly PodmanContainer[]>;
  removeContainer(id: string): Promise<void>;
}

export interface PodmanContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

const API = '/v4.0.0/libpod';
const ANSWER_MS = 20_000;
/** An image of 150 MB takes four seconds on an idle machine. */
const BUILD_MS = 600_000;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/** Speaks to the service behind a socket. Calls throw `PODMAN_UNREACHABLE` or `PODMAN_REFUSED`, which say what to do. */
export function createPodmanClient(socket: string): PodmanClient {
  const ask = (method: string, path: string, o: AskOptions = {}) => askPodman(socket, method, path, o);
  const query = (values: Record<string, string>) => `?${new URLSearchParams(values)}`;
  return {
    socket,
    version: async () => (JSON.parse((await ask('GET', '/version')).text) as { Version: string }).Version,
    async image(name) {
      const { status, text } = await ask('GET', `/images/${encodeURIComponent(name)}/json`, { or: 404 });
      if (status === 404) return undefined;
      const { Id, Size } = JSON.parse(text) as { Id: string; Size: number };
      return { id: Id, bytes: Size };
    },
    async build(name, context) {
      const path = `/build${query({ t: name, dockerfile: 'Containerfile', timestamp: '0', layers: 'false', pull: 'false' })}`;
      const { text } = await ask('POST', path, { body: context, ms: BUILD_MS });
      // It answers 200 before it begins; what went wrong stands in the last lines.
      const fault = /"error":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
      if (fault !== undefined || (await this.image(name)) === undefined)
        throw refused(socket, `building ${name}`, fault ?? 'it made no image');
    },
    removeImage: async (name) => {
      await ask('DELETE', `/images/${encodeURIComponent(name)}`, { or: 404 });
    },
    async containers(label) {
      const filters = JSON.stringify({ label: [label] });
      return JSON.parse((await ask('GET', `/containers/json${query({ all: 'true', filters })}`)).text);
    },
    removeContainer: async (id) => {
      await ask('DELETE', `/containers/${id}${query({ force: 'true', v: 'true' })}`, { or: 404 });
    },
  };
}

interface AskOptions {
  readonly body?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly ms?: number;
  /** A status that is an answer, beside those of success. */
  readonly or?: number;
}

async function askPodman(socket: string, method: string, path: string, o: AskOptions) {
  let answer: { status: number; text: string };
  try {
    answer = await exchange(socket, method, path, o);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const denied = code === 'EACCES' || code === 'EPERM';
    throw new ClusterError('PODMAN_UNREACHABLE', {
      place: socket,
      problem: denied
        ? 'is the socket of a podman that this user may not use'
        : code === undefined
          ? `gives no answer that can be used: ${message}`
          : `no podman service answers (${code})`,
      fix: denied
        ? 'run this with sudo, or name the socket of your own podman in CONTAINER_HOST'
        : 'start it: `systemctl start podman.socket` (your own: `systemctl --user start podman.socket`), or `podman system service --time=0`',
      cause,
    });
  }
  const { status, text } = answer;
  if ((status >= 200 && status < 300) || status === o.or) return answer;
  throw refused(socket, `${method} ${path.split('?')[0]}`, `${status} ${wordsOf(text)}`);
}

async function exchange(socket: string, method: string, path: string, o: AskOptions) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request({
    socketPath: socket,
    method,
    path: `${API}${path}`,
    headers: { host: 'podman', ...(o.body === undefined ? {} : { 'content-type': 'application/x-tar' }) },
    signal: AbortSignal.timeout(o.ms ?? ANSWER_MS),
  });
  outgoing.once('response', resolve).once('error', reject);
  for await (const piece of o.body ?? [])
    if (!outgoing.write(piece)) await Promise.race([drained(outgoing), promise]);
  outgoing.end();
  const response = await promise;
  let text = '';
  response.setEncoding('utf8');
  for await (const piece of response) {
    text += piece;
    if (text.length > ANSWER_BYTES_MAX) {
      response.destroy();
      throw new Error(`an answer of more than ${ANSWER_BYTES_MAX} bytes`);
    }
  }
  return { status: response.statusCode ?? 0, text };
}

function drained(outgoing: ReturnType<typeof request>): Promise<void> {
  return new Promise((resolve) => outgoing.once('drain', resolve));
}

function refused(socket: string, what: string, words: string): ClusterError {
  return new ClusterError('PODMAN_REFUSED', {
    place: `podman at ${socket}`,
    problem: `${what}: ${words.slice(0, 1000)}`,
    fix: 'mend what it names; `podman info` shows storage, runtime and limits',
  });
}

/** `{"cause": …, "message": …}`, or whatever it said. */
function wordsOf(text: string): string {
  try {
    return String((JSON.parse(text) as { message?: unknown }).message ?? text);
  } catch {
    return text;
  }
}
