import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { CliError } from '../errors.ts';
import { SCRIPT_ARGUMENT, scriptNamed } from '../plutus-source.ts';

export const plutusPrint: Command = {
  name: 'print',
  summary: 'Print a script as a text envelope',
  arguments: [SCRIPT_ARGUMENT],
  options: { out: { type: 'text', short: 'o', value: 'FILE', help: 'write it to this file' } },
  async run(values, io) {
    const { envelopeOf } = await import('@slotbench/plutus');
    const script = await scriptNamed(String(values.script), io);
    const text = JSON.stringify(envelopeOf(script), null, 4);
    if (values.out === undefined) {
      io.print(text);
      return 'ok';
    }
    const file = String(values.out);
    try {
      await writeFile(resolve(io.cwd, file), `${text}\n`);
    } catch (cause) {
      throw new CliError({ exit: 'cannotCreate', message: `${file}: ${(cause as Error).message}`, cause });
    }
    return 'ok';
  },
};
