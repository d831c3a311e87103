import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { accessFromEnv } from '../../src/nomad/access.ts';
import { tlsDispatcher } from '../../src/nomad/dispatcher.ts';

const dir = mkdtempSync(join(tmpdir(), 'sb-access-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const pem = join(dir, 'x.pem');
writeFileSync(pem, '-----BEGIN X-----\n');
const text = join(dir, 'x.txt');
writeFileSync(text, 'no');

test('the variables of Nomad’s own command line are read', () => {
  assert.equal(accessFromEnv({}), undefined);
  assert.deepEqual(accessFromEnv({ NOMAD_ADDR: 'http://h:4646/' }), {
    address: 'http://h:4646',
    namespace: 'default',
  });
  const env = {
    NOMAD_ADDR: 'https://h',
    NOMAD_NAMESPACE: 'perf',
    NOMAD_REGION: 'eu',
    NOMAD_TOKEN: 't',
    NOMAD_SKIP_VERIFY: 'true',
  };
  assert.deepEqual(
    accessFromEnv({ ...env, NOMAD_CACERT: pem, NOMAD_CLIENT_CERT: pem, NOMAD_CLIENT_KEY: pem }),
    {
      address: 'https://h',
      namespace: 'perf',
      region: 'eu',
      token: 't',
      tls: {
        skipVerify: true,
        ca: '-----BEGIN X-----\n',
        cert: '-----BEGIN X-----\n',
        key: '-----BEGIN X-----\n',
      },
    },
  );
});

const wrong: readonly [name: string, env: NodeJS.ProcessEnv, message: RegExp][] = [
  ['no URL', { NOMAD_ADDR: 'h:4646' }, /^NOMAD_ADDR: 'h:4646' is no address of a server; write it as http:/],
  [
    'a password in the address',
    { NOMAD_ADDR: 'http://u:secret@h' },
    /^NOMAD_ADDR: holds a user or a password[^s]*which/,
  ],
  ['half a pair', { NOMAD_ADDR: 'https://h', NOMAD_CLIENT_CERT: pem }, /^NOMAD_CLIENT_KEY: is not set/],
  [
    'a file that is not there',
    { NOMAD_ADDR: 'https://h', NOMAD_CACERT: join(dir, 'none') },
    /cannot be read \(ENOENT\)/,
  ],
  ['a file without PEM', { NOMAD_ADDR: 'https://h', NOMAD_CACERT: text }, /holds no PEM block/],
];
for (const [name, env, message] of wrong)
  test(`refuses ${name}`, () => assert.throws(() => accessFromEnv(env), { code: 'NOMAD_ACCESS', message }));

test('this Node lets certificates be chosen', () => {
  assert.equal(typeof (tlsDispatcher({ skipVerify: true }) as { dispatch?: unknown }).dispatch, 'function');
});

test('a token that is replaced in the environment is the one that the next request carries', () => {
  const env = { NOMAD_ADDR: 'http://127.0.0.1:4646', NOMAD_TOKEN: 'first' };
  const access = accessFromEnv(env)!;
  assert.equal(access.token, 'first');
  env.NOMAD_TOKEN = 'second';
  assert.equal(access.token, 'second');
});
