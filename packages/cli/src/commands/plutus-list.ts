import type { Command } from '../command.ts';
import { toHex } from '../hex-text.ts';
import { JSON_OPTION } from '../places.ts';
import { table } from '../table-text.ts';

export const plutusList: Command = {
  name: 'list',
  summary: 'List the scripts for benchmarks',
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { library, scriptHash } = await import('@slotbench/plutus');
    const rows = library.map((script) => ({
      name: script.name,
      language: script.language,
      version: script.program.version.join('.'),
      bytes: script.flat.length,
      hash: toHex(scriptHash(script)),
      calibrated: script.calibrated,
      about: script.about,
    }));
    if (values.json) io.print(JSON.stringify(rows, null, 2));
    else
      for (const line of table([
        ['script', 'language', 'bytes', 'hash', 'what it does'],
        ...rows.map((r) => [
          r.name,
          `${r.language} ${r.version}`,
          String(r.bytes),
          r.hash.slice(0, 8),
          r.about,
        ]),
      ]))
        io.print(line);
    return 'ok';
  },
};
