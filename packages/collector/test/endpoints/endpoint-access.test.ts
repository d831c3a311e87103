import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Endpoint } from '../../src/configuration/config.ts';
import { type EndpointAccess, loadEndpointAccess, mayEnter } from '../../src/endpoints/endpoint-access.ts';
import { CollectorError } from '../../src/errors.ts';

const tcp: Endpoint = { epHost: '127.0.0.1', epPort: 0, epForceSSL: false };

function load(text: string | Error, more: Partial<Endpoint> = {}): Promise<EndpointAccess> {
  return loadEndpointAccess({ ...tcp, epTokenFile: 'token', ...more }, 'hasEKG', {
    certificate: undefined,
    readText: async () => {
      if (text instanceof Error) throw text;
      return text;
    },
    nowMs: 0,
    warn: () => {},
  });
}

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

const rows: [authorization: string | undefined, enters: boolean][] = [
  ['Bearer s3cret', true],
  ['bearer   s3cret', true],
  [basic('any:s3cret'), true],
  [basic(':s3cret'), true],
  [undefined, false],
  ['', false],
  ['s3cret', false],
  ['Bearer S3cret', false],
  ['Bearer s3cret x', false],
  ['Bearer ', false],
  [basic('s3cret:'), false],
  [basic('any:other'), false],
  ['Digest s3cret', false],
];

for (const [authorization, enters] of rows)
  test(`Authorization: ${authorization ?? '(absent)'} ${enters ? 'enters' : 'is refused'}`, async () => {
    for (const text of ['s3cret', 's3cret\n', 's3cret\r\n'])
      assert.equal(mayEnter(await load(text), authorization), enters);
  });

test('without a token file everybody enters', async () => {
  const access = await loadEndpointAccess(tcp, 'hasEKG', {
    certificate: undefined,
    readText: () => assert.fail('no file was named'),
    nowMs: 0,
    warn: () => {},
  });
  assert.equal(mayEnter(access, undefined), true);
});

const faults: [what: string, text: string | Error, more: Partial<Endpoint>, exit: string, message: RegExp][] =
  [
    [
      'a missing file',
      new Error('ENOENT: no such file'),
      {},
      'noInput',
      /^token: hasEKG\.epTokenFile: ENOENT/,
    ],
    ['an empty file', '\n', {}, 'badData', /expected one line of letters/],
    ['two lines', 's3cret\nmore', {}, 'badData', /expected one line of letters/],
    ['a space', 's3 cret', {}, 'badData', /expected one line of letters/],
    ['a token in the clear', 's3cret', { epForceSSL: true }, 'badData', /the token would cross the network/],
  ];

for (const [what, text, more, exit, message] of faults)
  test(`refuses ${what}, and does not show it`, () =>
    assert.rejects(load(text, more), (error) => {
      assert(error instanceof CollectorError);
      assert.equal(error.exit, exit);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /s3/);
      return true;
    }));

test('TLS without a certificate is told to the caller', async () => {
  const access = await loadEndpointAccess({ ...tcp, epForceSSL: true }, 'hasEKG', {
    certificate: undefined,
    readText: async () => '',
    nowMs: 0,
    warn: () => {},
  });
  assert.deepEqual(access, { tls: undefined, tokenHash: undefined, missingCertificate: true });
});
