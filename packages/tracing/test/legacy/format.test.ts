import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ByteText } from '../../src/format/byte-text.ts';
import { renderValue } from '../../src/format/data.ts';
import { contentText } from '../../src/legacy/content.ts';
import { writeJsonLine, writeTextLine } from '../../src/legacy/log-line.ts';
import type { LogContent, LogObject } from '../../src/legacy/log-object.ts';
import type { Severity } from '../../src/severity.ts';
import { isLeftOut, leftOut } from '../left-out.ts';
import {
  logObject,
  logTime,
  needsRecordings,
  parseExact,
  type RecordedObject,
  recording,
} from './recorded.ts';

interface Formatted {
  id: string;
  input: RecordedObject;
  contentText?: string;
  text: string | null;
  textColour: string | null;
  json: string | null;
  stdoutTrace: string | null;
}

const render = (write: (out: ByteText) => boolean): string | null => {
  const out = new ByteText(16);
  return write(out) ? out.textFrom(0) : null;
};

test('recorded objects as text, coloured text and JSON', needsRecordings, () => {
  const { cases, pid, appversion, appcommit } = recording<{
    cases: Formatted[];
    pid: string;
    appversion: string;
    appcommit: string;
  }>('formatting.json');
  assert.equal(cases.length, 233);
  const mark = { env: `${appversion}:${appcommit.slice(0, 5)}`, pid };
  const different: string[] = [];
  for (const { id, input, ...expected } of cases) {
    const object = logObject({ ...input, locontent: exactContent(expected.contentText, input) });
    const lines = {
      text: render((out) => writeTextLine(out, object, false)),
      textColour: render((out) => writeTextLine(out, object, true)),
      json: render((out) => writeJsonLine(out, object, mark)),
      stdoutTrace: expected.stdoutTrace === null ? null : simpleLine(object),
    };
    for (const form of ['text', 'textColour', 'json', 'stdoutTrace'] as const) {
      if (isLeftOut('legacy-golden/formatting.json', id) && lines[form] !== expected[form]) {
        different.push(id);
        assert.equal(
          lines[form]?.replace(/-?\b0\.0\b|\b1\.0\b/g, (n) => `${Number(n) + 0}`),
          expected[form]?.replace(/\b0\.0\b|\b1\.0\b/g, (n) => `${Number(n)}`),
          id,
        );
      } else assert.equal(lines[form], expected[form], `${id} ${form}`);
    }
  }
  assert.deepEqual(
    [...new Set(different)].sort(),
    Object.keys(leftOut['legacy-golden/formatting.json']).sort(),
  );
});

/** The library's `stdoutTrace`: only here, since no configuration leads to it. */
function simpleLine({ name, content }: LogObject): string {
  const text = typeof content === 'object' && content.kind === 'LogMessage';
  return `${name} :: ${text ? contentText(content) : renderValue(content)}\n`;
}

/** Values that JSON writes as text, and numbers beyond 2^53. */
function exactContent(contentText: string | undefined, { locontent }: RecordedObject): LogContent {
  return reviveReal(contentText === undefined ? locontent : parseExact(contentText)) as LogContent;
}

function reviveReal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reviveReal);
  const object = value as Record<string, unknown>;
  if (object.tag === 'PureD') {
    const special: Record<string, number> = {
      '+inf': Number.POSITIVE_INFINITY,
      '-inf': Number.NEGATIVE_INFINITY,
    };
    const { contents } = object;
    return {
      ...object,
      contents: contents === null ? Number.NaN : (special[String(contents)] ?? Number(contents)),
    };
  }
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, reviveReal(inner)]));
}

const sample = new URL(
  '../../../../../shared/data/analysis/samples/blockperf-legacy-8.1.1-relay.jsonl',
  import.meta.url,
);

interface Line {
  at: string;
  data: object;
  env: string;
  host: string;
  ns: [string];
  pid: string;
  sev: Severity;
  thread: string;
}

test('the 75 lines of a log of node 8.1.1 come out byte for byte', {
  skip: existsSync(sample) ? false : 'the shared data folder is not here',
}, () => {
  const lines = readFileSync(sample, 'utf8').trimEnd().split('\n');
  assert.equal(lines.length, 75);
  for (const line of lines) {
    const { at, data, env, host, ns, pid, sev, thread } = parseExact(line) as Line;
    const object: LogObject = {
      name: ns[0],
      host,
      thread,
      severity: sev,
      privacy: 'Public',
      time: logTime(at),
      content: { kind: 'LogStructured', data },
    };
    assert.equal(
      render((out) => writeJsonLine(out, object, { env, pid })),
      `${line}\n`,
    );
  }
});
