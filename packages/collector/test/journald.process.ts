import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const JOURNALD = '/lib/systemd/systemd-journald';
const program = fileURLToPath(import.meta.resolve('@slotbench/collector/program'));
const forwarder = join(import.meta.dirname, 'journald-node.ts');

/** A journald of its own in a mount namespace of its own: nothing of it stays. */
const script = `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/log/journal /run/systemd/journal
[ -s /etc/machine-id ] || { echo 0123456789abcdef0123456789abcdef > machine-id; mount --bind machine-id /etc/machine-id; }
${JOURNALD} > journald.log 2>&1 & JOURNALD=$!
for i in $(seq 50); do [ -S /run/systemd/journal/stdout ] && break; sleep 0.1; done
"$NODE" --conditions=source "$PROGRAM" -c config.json > collector.out 2> collector.err & COLLECTOR=$!
for i in $(seq 100); do [ -S s ] && break; sleep 0.1; done
"$NODE" --conditions=source "$FORWARDER" s
kill -TERM $COLLECTOR; wait $COLLECTOR || true
cat collector.err >&2
journalctl --sync || sleep 1
journalctl --no-pager --quiet --directory=/run/log/journal -o json SYSLOG_IDENTIFIER=node-0
kill $JOURNALD
`;

const namespaces = spawnSync('unshare', ['-m', 'mount', '--make-rprivate', '/']).status === 0;
const skip = !existsSync(JOURNALD)
  ? `no ${JOURNALD} (Debian: systemd)`
  : !namespaces && 'no right to make a mount namespace';

test('entries in a real journal: name, priority, text; fields with journalFields', {
  skip,
  timeout: 60_000,
}, () => {
  const cwd = mkdtempSync(join(tmpdir(), 'slotbench-journald-'));
  try {
    const journal = { logRoot: '', logMode: 'JournalMode', logFormat: 'ForMachine' };
    writeFileSync(
      join(cwd, 'config.json'),
      JSON.stringify({
        networkMagic: 42,
        network: { tag: 'AcceptAt', contents: 's' },
        logging: [
          { ...journal, logFormat: 'ForHuman' },
          { ...journal, journalFields: true },
        ],
      }),
    );
    const { stdout, stderr, status } = spawnSync('unshare', ['-m', 'bash', '-c', script], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, PROGRAM: program, FORWARDER: forwarder },
    });
    assert.equal(status, 0, stderr);
    const entries = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const texts = entries.map((entry) => `${entry.PRIORITY} ${entry.MESSAGE}`);
    assert.deepEqual(
      texts.sort(),
      ['3 human {"n":2,"sev":"Error"}', '3 {"n":2,"sev":"Error"}', '6 human {"n":1}', '6 {"n":1}'].sort(),
    );
    const fields = entries.filter((entry) => entry.NAMESPACE !== undefined);
    assert.deepEqual(
      fields.map(({ NAMESPACE, THREAD, TIME }) => [NAMESPACE, THREAD, TIME]),
      [1, 2].map(() => ['Test.Line', '1', '2023-11-14 22:13:20.000000000005Z']),
    );
    assert.equal(stderr, '');
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
