import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eachHost } from '../../src/transfer/each-host.ts';
import { type FileSource, fetchFile, RefusedError } from '../../src/transfer/fetch-file.ts';
import { s3Settings } from '../../src/transfer/s3-settings.ts';
import { urlSource } from '../../src/transfer/url-source.ts';

const content = Buffer.from(Array.from({ length: 10_000 }, (_, i) => (i * 7) & 0xff));
const facts = { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
const edge = { signal: new AbortController().signal, sleep: async () => {}, random: () => 0 };

async function inFolder(body: (path: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'sb-transfer-'));
  try {
    await body(join(root, 'a', 'file'));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Gives `size` bytes of `bytes` at a time and then cuts; notes the offsets that it was asked for. */
function cutting(size: number, asked: number[] = [], bytes: Buffer = content): FileSource {
  return async function* (offset) {
    asked.push(offset);
    yield bytes.subarray(offset, offset + size);
    if (offset + size < bytes.length) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
  };
}

test('a download that is cut goes on where it was and has its name only when it is whole', () =>
  inFolder(async (path) => {
    const asked: number[] = [];
    const source: FileSource = (offset, signal) => {
      assert.equal(existsSync(path), false);
      return cutting(3000, asked)(offset, signal);
    };
    await fetchFile(source, { ...facts, ...edge, path, what: 'log' });
    assert.deepEqual(asked, [0, 3000, 6000, 9000]);
    assert.deepEqual(readFileSync(path), content);
    assert.equal(existsSync(`${path}.part`), false);
  }));

test('what an earlier process was cut at is kept and not fetched again', () =>
  inFolder(async (path) => {
    const dead: FileSource = (offset, signal) =>
      offset < 3000 ? cutting(3000)(offset, signal) : assert.fail('away');
    const o = { ...facts, ...edge, path, what: 'log of node-1' };
    await assert.rejects(
      fetchFile(dead, o),
      /log of node-1: 3000 of 10000 bytes arrived: .*try again and it goes on there/,
    );
    assert.equal(statSync(`${path}.part`).size, 3000);
    const asked: number[] = [];
    await fetchFile(cutting(9000, asked), o);
    assert.deepEqual(asked, [3000]);
    assert.deepEqual(readFileSync(path), content);
  }));

test('bytes that changed on the way are fetched once more; if they change again nothing gets the name', () =>
  inFolder(async (path) => {
    const wrong = Buffer.from(content);
    wrong[5000]! ^= 1;
    let times = 0;
    const once: FileSource = (offset, signal) =>
      cutting(10_000, [], times++ === 0 ? wrong : content)(offset, signal);
    await fetchFile(once, { ...facts, ...edge, path, what: 'genesis' });
    assert.deepEqual(readFileSync(path), content);
    rmSync(path);
    await assert.rejects(
      fetchFile(cutting(10_000, [], wrong), { ...facts, ...edge, path, what: 'genesis' }),
      /genesis: 10000 of 10000 bytes arrived twice with another digest than [0-9a-f]{12}…; see what changes them/,
    );
    assert.deepEqual([existsSync(path), existsSync(`${path}.part`)], [false, false]);
  }));

test('a source that never stops is cut at the size that was promised; a part that is too long is thrown away', () =>
  inFolder(async (path) => {
    const endless: FileSource = async function* (offset) {
      yield content.subarray(offset);
      for (;;) yield Buffer.alloc(1 << 20);
    };
    await fetchFile(endless, { ...facts, ...edge, path, what: 'log' });
    assert.deepEqual(readFileSync(path), content);
    writeFileSync(`${path}.part`, Buffer.alloc(20_000));
    await fetchFile(cutting(10_000), { ...facts, ...edge, path, what: 'log' });
    assert.deepEqual(readFileSync(path), content);
  }));

test('what is refused is not tried again, what is cancelled ends', () =>
  inFolder(async (path) => {
    let asked = 0;
    const refused: FileSource = () => {
      asked++;
      throw new RefusedError('it was refused (403)');
    };
    await assert.rejects(
      fetchFile(refused, { ...facts, ...edge, path, what: 'genesis' }),
      /it was refused \(403\)/,
    );
    assert.equal(asked, 1);
    const signal = AbortSignal.abort(new Error('stopped by SIGINT'));
    await assert.rejects(
      fetchFile(cutting(1), { ...facts, ...edge, path, what: 'g', signal }),
      /stopped by SIGINT/,
    );
  }));

test('a URL is read from an offset, from servers with and without ranges; it stands in no message', async () => {
  const server = createServer((request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.setHeader('connection', 'close');
    if (request.url!.startsWith('/gone')) response.writeHead(403).end('<Code>AccessDenied</Code>');
    else if (request.url!.startsWith('/plain')) response.end(content);
    else response.writeHead(206).end(content.subarray(start));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    for (const path of ['/plain', '/ranges']) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await urlSource(base + path)(4000, edge.signal)) chunks.push(chunk);
      assert.deepEqual(Buffer.concat(chunks), content.subarray(4000), path);
    }
    await inFolder(
      async (path) =>
        await assert.rejects(
          fetchFile(urlSource(`${base}/gone?X-Amz-Signature=secret`), {
            ...facts,
            ...edge,
            path,
            what: 'genesis',
          }),
          (error: Error) =>
            /genesis: 0 of 10000 bytes arrived: it was refused \(403 AccessDenied\)/.test(error.message) &&
            !error.message.includes('secret'),
        ),
    );
  } finally {
    await new Promise((done) => server.close(done));
  }
});

test('52 hosts: so many at a time, each tried again, every one that failed is named', async () => {
  const hosts = Array.from({ length: 52 }, (_, i) => `node-${i}`);
  const tries = new Map<string, number>();
  let running = 0;
  let most = 0;
  const told: string[] = [];
  const o = {
    ...edge,
    what: 'genesis',
    parallel: 8,
    tries: 3,
    tell: ({ host }: { host: string }) => told.push(host),
  };
  const work = async (host: string) => {
    most = Math.max(most, ++running);
    await new Promise((done) => setImmediate(done));
    running--;
    const n = (tries.get(host) ?? 0) + 1;
    tries.set(host, n);
    if (host === 'node-7' || (host === 'node-9' && n < 3)) throw new Error('429');
  };
  await assert.rejects(
    eachHost(hosts, work, o),
    /genesis: 1 of 52 hosts do not have it: node-7 \(429\); it was tried 3 times/,
  );
  assert.equal(most, 8);
  assert.deepEqual(
    [tries.size, tries.get('node-9'), tries.get('node-7'), tries.get('node-0')],
    [52, 3, 3, 1],
  );
  assert.deepEqual(told.sort(), ['node-7', 'node-7', 'node-9', 'node-9']);
});

test('where files go is told by the variables of the AWS tools', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  const env = { SLOTBENCH_S3_BUCKET: 'perf', AWS_REGION: 'eu-central-1' };
  assert.deepEqual(s3Settings(env, keys), {
    bucket: 'perf',
    region: 'eu-central-1',
    accessKeyId: 'a',
    secretAccessKey: 'b',
  });
  for (const [wrong, message] of [
    [{}, /SLOTBENCH_S3_BUCKET: the bucket .* is not named/],
    [{ SLOTBENCH_S3_BUCKET: '../x' }, /no bucket can have this name/],
    [{ SLOTBENCH_S3_BUCKET: 'perf' }, /AWS_REGION: the region of the bucket is not named/],
    [env, /AWS_ACCESS_KEY_ID: there are no keys for the bucket/],
  ] as const)
    assert.throws(() => s3Settings(wrong), message);
});
