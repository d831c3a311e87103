import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import type { ScribeDefinition } from '../../src/legacy/legacy-config.ts';
import { LogFiles } from '../../src/legacy/log-files.ts';
import { openScribe, type Scribe } from '../../src/legacy/scribe.ts';
import { FakeClock, MemorySink } from '../fakes.ts';
import { isLeftOut } from '../left-out.ts';
import { logTime, needsRecordings, recording } from './recorded.ts';

type Step =
  | { op: 'clock'; t: string }
  | { op: 'start' | 'stop' }
  | { op: 'log'; msg: string; t: string }
  | { op: 'file'; name: string; content: string }
  | { op: 'link'; name: string; target: string }
  | { op: 'mkdir'; name: string }
  | { op: 'wait'; s: number };

interface Scenario {
  id: string;
  scribes: {
    scFormat: ScribeDefinition['format'];
    scKind: ScribeDefinition['kind'];
    scName: string;
    scRotation: { rpKeepFilesNum: number; rpLogLimitBytes: number; rpMaxAgeHours: number } | null;
  }[];
  states: { step: Step; files: string[]; exception?: string }[];
  finalContents: { name: string; content: string }[];
  stdout: string;
}

test(
  'recorded scenarios of files: after every step the same files, at the end the same bytes',
  needsRecordings,
  () => {
    const { scenarios } = recording<{ scenarios: Scenario[] }>('rotation.json');
    assert.equal(scenarios.length, 56);
    for (const scenario of scenarios) play(scenario);
  },
);

function play({ id, scribes, states, finalContents, stdout }: Scenario): void {
  const folder = mkdtempSync(join(tmpdir(), 'slotbench-rotation-'));
  const clock = new FakeClock(Date.parse('2023-05-31T12:00:00Z') / 1000);
  const out = new MemorySink();
  let open: Scribe[] = [];
  try {
    let whole = true;
    for (const { step, files, exception } of states) {
      if (exception !== undefined) {
        if (isLeftOut('legacy-golden/rotation.json', id)) assert.doesNotThrow(() => perform(step), id);
        else assert.throws(() => perform(step), /ENOTDIR/, id);
        whole = false;
        break;
      }
      perform(step);
      assert.deepEqual(listing(folder), files, `${id} after ${JSON.stringify(step)}`);
    }
    assert.equal(whole || isLeftOut('legacy-golden/rotation.json', id) || id === 'dir-is-file', true, id);
    for (const scribe of open) scribe.close();
    if (!whole) return;
    assert.equal(out.text.replaceAll(`${folder}/`, ''), stdout, id);
    for (const { name, content } of finalContents)
      assert.equal(readFileSync(join(folder, name), 'utf8'), content, `${id} ${name}`);
  } finally {
    rmSync(folder, { recursive: true });
  }

  function perform(step: Step): void {
    switch (step.op) {
      case 'clock':
        clock.seconds = Date.parse(step.t) / 1000;
        return;
      case 'wait':
        return;
      case 'start': {
        const logFiles = new LogFiles((text) => void out.write(Buffer.from(text)));
        open = scribes.map(({ scFormat, scKind, scName, scRotation: r }) =>
          openScribe(
            {
              kind: scKind,
              format: scFormat,
              name: join(folder, scName),
              privacy: 'ScPublic',
              minSeverity: 'Debug',
              maxSeverity: 'Emergency',
              rotation:
                r === null
                  ? undefined
                  : {
                      keepFiles: r.rpKeepFilesNum,
                      limitBytes: r.rpLogLimitBytes,
                      maxAgeHours: r.rpMaxAgeHours,
                    },
            },
            { clock, mark: { env: '8.0.0:69a11', pid: '4242' }, files: logFiles, stdout: out },
          ),
        );
        return;
      }
      case 'stop':
        for (const scribe of open) scribe.close();
        open = [];
        return;
      case 'log':
        for (const scribe of open) {
          scribe.write({
            name: 'n',
            host: 'h',
            thread: '1',
            severity: 'Info',
            privacy: 'Public',
            time: logTime(step.t),
            content: { kind: 'LogMessage', message: step.msg },
          });
          scribe.flush();
        }
        return;
      case 'file':
        mkdirSync(dirname(join(folder, step.name)), { recursive: true });
        writeFileSync(join(folder, step.name), step.content);
        return;
      case 'mkdir':
        mkdirSync(join(folder, step.name), { recursive: true });
        return;
      case 'link':
        symlinkSync(step.target, join(folder, step.name));
    }
  }
}

function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      return entry.isSymbolicLink() ? `${name} -> ${readlinkSync(path)}` : `${name} ${lstatSync(path).size}`;
    })
    .sort();
}
