import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, createServer as tcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { locateReal } from '../../../../scripts/real/locate.ts';
import { fetchFile } from '../../src/transfer/fetch-file.ts';
import { offerObject, sweepObjects } from '../../src/transfer/offered-objects.ts';
import { s3Bucket } from '../../src/transfer/s3.ts';
import type { S3Settings } from '../../src/transfer/s3-settings.ts';
import { urlSource } from '../../src/transfer/url-source.ts';
import { freePort } from '../credentials/real-servers.ts';
import { type RealStore, startStore } from './real-store.ts';

const located = locateReal('s3');
const skip = located.kind === 'here' ? false : located.reason;
const root = mkdtempSync(join(tmpdir(), 'sb-s3-'));
const folder = join(root, 'state');
const bucketFolder = join(root, 'store', 'genesis');
const file = join(root, 'genesis.tar');
const bytes = randomBytes(3 << 20);
const facts = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
const edge = { signal: new AbortController().signal, sleep: (ms: number) => sleep(ms), random: () => 0 };
const secretAccessKey = 'a-secret-key-of-the-store';
let settings: S3Settings;
let started: RealStore | undefined;

before(async () => {
  if (located.kind !== 'here') return;
  started = await startStore(located.program, join(root, 'store'));
  writeFileSync(file, bytes);
  const { bucket, endpoint, accessKeyId } = started;
  assert.equal(started.secretAccessKey, secretAccessKey);
  settings = { bucket, region: 'us-east-1', endpoint, accessKeyId, secretAccessKey };
});
after(() => {
  started?.stop();
  rmSync(root, { recursive: true, force: true });
});

const offer = (seconds = 60) =>
  offerObject(s3Bucket(settings, edge), { settings, folder, key: 'tag/genesis.tar', path: file, seconds });
const left = (): string[] => readdirSync(folder).filter((name) => name.startsWith('object-'));

test('stored, fetched by several at once, removed', { skip }, async () => {
  const offered = await offer();
  assert.deepEqual([offered.bytes, offered.sha256], [facts.bytes, facts.sha256]);
  assert.equal(statSync(join(folder, left()[0]!)).mode & 0o777, 0o600);
  await Promise.all(
    [1, 2, 3].map(async (i) => {
      const path = join(root, `host-${i}`, 'genesis.tar');
      await fetchFile(urlSource(offered.url), { ...facts, ...edge, path, what: 'genesis' });
      assert.deepEqual(readFileSync(path), bytes);
    }),
  );
  await offered.withdraw();
  await offered.withdraw(); // again is nothing
  assert.deepEqual([existsSync(join(bucketFolder, 'tag/genesis.tar')), left()], [false, []]);
  const path = join(root, 'late');
  await assert.rejects(
    fetchFile(urlSource(offered.url), { ...facts, ...edge, path, what: 'genesis' }),
    /genesis: 0 of .*refused \(404 NoSuchKey\)/,
  );
});

test('a wrong key, a bucket that is not there and a store that is away are told without any secret', {
  skip,
}, async () => {
  const store = (more: Partial<S3Settings>) => s3Bucket({ ...settings, ...more }, edge);
  for (const [more, message] of [
    [
      { secretAccessKey: 'a-wrong-secret-key' },
      /genesis\/k: storing it failed: SignatureDoesNotMatch; the keys are wrong/,
    ],
    [
      { accessKeyId: 'nobody' },
      /(?:InvalidAccessKeyId|XAdminUserNotFound); the keys are wrong or have been revoked/,
    ],
    [{ bucket: 'absent' }, /absent\/k: storing it failed: NoSuchBucket; correct SLOTBENCH_S3_BUCKET/],
    [
      { endpoint: `http://127.0.0.1:${await freePort()}` },
      /storing it failed: ECONNREFUSED; check AWS_ENDPOINT_URL_S3/,
    ],
  ] as const)
    await assert.rejects(store(more).put('k', file), (error: Error) => {
      assert.match(error.message, message);
      assert.doesNotMatch(`${error.message} ${error.stack} ${error.cause}`, /a-(?:wrong-)?secret-key/);
      return true;
    });
});

test('a URL that has expired or was changed lets nobody in', { skip }, async () => {
  const offered = await offer(1);
  await sleep(2100);
  const o = { ...facts, ...edge, path: join(root, 'expired'), what: 'genesis' };
  await assert.rejects(fetchFile(urlSource(offered.url), o), /refused \(403 /);
  const fresh = await s3Bucket(settings, edge).presignedGet('tag/genesis.tar', 60);
  await assert.rejects(
    fetchFile(urlSource(fresh.replace(/Signature=..../, 'Signature=0000')), o),
    /refused \(403 /,
  );
  await assert.rejects(
    fetchFile(urlSource(fresh.replace('genesis.tar', 'other.tar')), o),
    /refused \(40[34] /,
  );
  await offered.withdraw();
});

test('a file over the limit of one request is refused before it is sent, and leaves nothing', {
  skip,
}, async () => {
  const store = s3Bucket(settings, { ...edge, bytesMax: 1000 });
  await assert.rejects(
    offerObject(store, { settings, folder, key: 'large', path: file, seconds: 60 }),
    /genesis\/large: it cannot be stored: 3145728 bytes are more than the 5 GiB.*file server/,
  );
  assert.deepEqual(left(), []);
});

test('the store refuses bytes that changed on the way to it', { skip }, async () => {
  const proxy = createServer(async (got, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of got) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (body.length > 0) body[body.length >> 1]! ^= 1;
    const { host: _, ...headers } = got.headers;
    const answer = await fetch(`${settings.endpoint}${got.url}`, {
      method: got.method!,
      headers: { ...(headers as Record<string, string>), host: got.headers.host! },
      body,
    }).catch(() => undefined);
    response.writeHead(answer?.status ?? 502, { connection: 'close' }).end(await answer?.text());
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  try {
    const { hostname, port: real } = new URL(settings.endpoint!);
    assert.ok(hostname && real);
    await assert.rejects(
      s3Bucket({ ...settings, endpoint: `http://127.0.0.1:${port}` }, edge).put('corrupt', file),
      /corrupt: storing it failed: /,
    );
    assert.equal(existsSync(join(bucketFolder, 'corrupt')), false);
  } finally {
    proxy.closeAllConnections();
    await new Promise((done) => proxy.close(done));
  }
});

test('a download that is cut in the middle goes on; one that is changed is noticed', { skip }, async () => {
  const offered = await offer();
  const target = new URL(offered.url);
  let requests = 0;
  let change = false;
  // TCP in between: cuts the first answers after 1 MB, or flips one byte of each
  const between = tcp((client) => {
    requests++;
    const server = connect(Number(target.port), target.hostname);
    client.on('error', () => server.destroy()).pipe(server);
    let passed = 0;
    const cut = !change && requests < 3;
    server.on('data', (chunk) => {
      passed += chunk.length;
      if (cut && passed > 1 << 20) return void client.resetAndDestroy();
      if (change && passed > 1 << 20 && passed - chunk.length <= 1 << 20) chunk[chunk.length >> 1]! ^= 1;
      client.write(chunk);
    });
    server.on('close', () => client.end()).on('error', () => client.destroy());
    client.on('close', () => server.destroy());
  });
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done));
  // the signature is of the host: the request keeps the store's
  const source = (offset: number, signal: AbortSignal) =>
    rawGet(target, (between.address() as AddressInfo).port, offset, signal);
  try {
    const path = join(root, 'cut');
    await fetchFile(source, { ...facts, ...edge, path, what: 'genesis' });
    assert.deepEqual(readFileSync(path), bytes);
    assert.equal(requests, 3);
    change = true;
    await assert.rejects(
      fetchFile(source, { ...facts, ...edge, path: join(root, 'changed'), what: 'genesis' }),
      /genesis: 3145728 of 3145728 bytes arrived twice with another digest/,
    );
    assert.equal(existsSync(join(root, 'changed')), false);
  } finally {
    await new Promise((done) => between.close(done));
    await offered.withdraw();
  }
});

/** A GET of `target` through another port. */
async function* rawGet(
  target: URL,
  port: number,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    request(
      {
        ...{ host: '127.0.0.1', port, path: `${target.pathname}${target.search}`, signal, agent: false },
        headers: { host: target.host, ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) },
      },
      resolve,
    )
      .on('error', reject)
      .end(),
  );
  yield* answer;
}

test('what a killed process left in the bucket is removed by the next one', { skip }, async () => {
  await offer();
  const [name] = left();
  const record = JSON.parse(readFileSync(join(folder, name!), 'utf8'));
  assert.equal(JSON.stringify(record).includes(secretAccessKey), false);
  const store = s3Bucket(settings, edge);
  assert.deepEqual(await sweepObjects(store, { settings, folder }), { removed: [], problems: [] }); // its owner lives
  writeFileSync(
    join(folder, name!),
    JSON.stringify({ ...record, owner: { pid: 2 ** 22 - 1, startTicks: 1 } }),
    { mode: 0o600 },
  );
  const away = s3Bucket({ ...settings, secretAccessKey: 'a-wrong-secret-key' }, edge);
  assert.match(
    (await sweepObjects(away, { settings, folder })).problems.join(),
    /removing it failed: SignatureDoesNotMatch/,
  );
  assert.deepEqual(await sweepObjects(store, { settings, folder }), {
    removed: ['genesis/tag/genesis.tar'],
    problems: [],
  });
  assert.deepEqual([existsSync(join(bucketFolder, 'tag/genesis.tar')), left()], [false, []]);
});
