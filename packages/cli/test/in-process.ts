import assert from 'node:assert/strict';
import type { Io } from '../src/command.ts';
import { EXIT } from '../src/exit.ts';
import { explainError } from '../src/explain.ts';
import { parseCommandLine } from '../src/parser.ts';
import { commands } from '../src/table.ts';

/** A command line without a process of its own, run in `cwd`: what it prints and how it would end. */
export async function inProcess(
  cwd: string,
  ...argv: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const io: Io = {
    print(line) {
      stdout += `${line}\n`;
    },
    note(line) {
      stderr += `${line}\n`;
    },
    stderr: process.stderr,
    columns: 80,
    env: {},
    cwd,
    signal: new AbortController().signal,
  };
  try {
    const request = await parseCommandLine(argv, { table: commands, version: '', columns: 80 });
    assert.equal(request.kind, 'command');
    const exit = request.kind === 'command' ? await request.command.run(request.values, io) : 'ok';
    return { status: EXIT[exit].code, stdout, stderr };
  } catch (error) {
    const { exit, lines } = explainError(error);
    return { status: EXIT[exit].code, stdout, stderr: `${stderr}${lines.join('\n')}\n` };
  }
}
