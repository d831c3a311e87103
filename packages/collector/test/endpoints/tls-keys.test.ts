import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Certificate } from '../../src/configuration/config.ts';
import { loadTlsKeys } from '../../src/endpoints/tls-keys.ts';
import { CollectorError } from '../../src/errors.ts';

const file = (name: string): string => fileURLToPath(new URL(`../vectors/tls/${name}`, import.meta.url));
const NOW_MS = Date.UTC(2030, 0, 1);

async function load(o: Partial<Certificate>, nowMs = NOW_MS) {
  const warnings: string[] = [];
  const certificate: Certificate = {
    certificateFile: file('server.pem'),
    certificateKeyFile: file('server.key'),
    certificateChain: [file('intermediate.pem')],
    ...o,
  };
  const warn = (line: string) => warnings.push(line.replace(file(''), ''));
  const keys = await loadTlsKeys(certificate, { readText: (path) => readFile(path, 'utf8'), nowMs, warn });
  return { keys, warnings };
}

test('the certificate comes before its chain', async () => {
  const { keys, warnings } = await load({});
  assert.deepEqual(warnings, []);
  assert.equal(keys.cert.match(/BEGIN CERTIFICATE/g)!.length, 2);
  assert(keys.cert.startsWith((await readFile(file('server.pem'), 'utf8')).trimEnd()));
});

const faults: [what: string, o: Partial<Certificate>, exit: string, message: RegExp][] = [
  [
    'a missing certificate',
    { certificateFile: file('none.pem') },
    'noInput',
    /none\.pem: tlsCertificate\.certificateFile: ENOENT/,
  ],
  ['a folder for a key', { certificateKeyFile: file('') }, 'noInput', /certificateKeyFile: EISDIR/],
  [
    'a missing link of the chain',
    { certificateChain: [file('none.pem')] },
    'noInput',
    /none\.pem: tlsCertificate\.certificateChain: ENOENT/,
  ],
  [
    'no certificate',
    { certificateFile: file('make.sh') },
    'badData',
    /make\.sh: .*expected a certificate in PEM/,
  ],
  [
    'a certificate for a key',
    { certificateKeyFile: file('server.pem') },
    'badData',
    /expected a private key in PEM/,
  ],
  [
    'a key for a link',
    { certificateChain: [file('server.key')] },
    'badData',
    /expected a certificate in PEM/,
  ],
  [
    'the key of another certificate',
    { certificateKeyFile: file('other.key') },
    'badData',
    /other\.key: .*this key does not belong to the certificate in .*server\.pem/,
  ],
];

for (const [what, o, exit, message] of faults)
  test(`refuses ${what}`, () =>
    assert.rejects(load(o), (error) => {
      assert(error instanceof CollectorError);
      assert.equal(error.exit, exit);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /PRIVATE KEY/);
      return true;
    }));

test('says what clients may not accept', async () => {
  const expired = await load({ certificateFile: file('expired.pem') });
  assert.match(expired.warnings.join(), /^expired\.pem: expired on 20\d\d-/);
  const early = await load({}, Date.UTC(2020, 0, 1));
  assert.match(early.warnings.join('\n'), /^server\.pem: not valid before 20\d\d-/);
  const broken = await load({ certificateChain: [file('root.pem')] });
  assert.match(broken.warnings.join(), /^root\.pem: did not issue .*server\.pem/);
});
