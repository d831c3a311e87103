import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  listRecords,
  newRecordPath,
  openCredentialsFolder,
  recordOwner,
  writeSecretFile,
} from '../../src/credentials/lease-record.ts';
import { loginPath, readLogin } from '../../src/credentials/login.ts';

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'sb-cred-'));
  try {
    await body(join(root, 'a', 'credentials'));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const vault = { address: 'https://vault.test', skipVerify: false };

test('what is held stands in files that only the user can read', () =>
  inFolder(async (folder) => {
    await openCredentialsFolder(folder);
    const path = newRecordPath(folder);
    const record = {
      version: 1 as const,
      owner: recordOwner(),
      vault,
      leases: [{ id: 'x', what: 'y', endsMs: 1 }],
    };
    await writeSecretFile(path, record);
    await writeSecretFile(path, record);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder).length, 1);
    assert.deepEqual(await listRecords(folder), [{ path, record }]);
  }));

const damaged: readonly (readonly [name: string, text: string, mode: number, message: RegExp])[] = [
  ['cut', '{"version":1,"token":"hvs.secret', 0o600, /no JSON/],
  ['of another version', '{"version":2,"token":"hvs.secret"}', 0o600, /no login of this version/],
  ['that others may read', '{}', 0o640, /others may read it/],
];
for (const [name, text, mode, message] of damaged)
  test(`a login ${name} is refused with its place and without its content`, () =>
    inFolder(async (folder) => {
      await openCredentialsFolder(folder);
      writeFileSync(loginPath(folder), text);
      chmodSync(loginPath(folder), mode);
      await assert.rejects(readLogin(folder), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(error.message.includes(loginPath(folder)));
        assert.doesNotMatch(`${error.message} ${error.stack} ${error.cause}`, /hvs\.secret/);
        return true;
      });
    }));

test('a record that cannot be read is an error: leases may stand in it', () =>
  inFolder(async (folder) => {
    await openCredentialsFolder(folder);
    writeFileSync(join(folder, 'leases-1-00000000.json'), '{"version":1}', { mode: 0o600 });
    await assert.rejects(listRecords(folder), /no record of leases of this version; revoke what it names/);
  }));

test('no folder is no record and no login', () =>
  inFolder(async (folder) => {
    assert.deepEqual(await listRecords(folder), []);
    assert.equal(await readLogin(folder), undefined);
  }));
