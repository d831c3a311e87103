import type { Command } from '../command.ts';
import { toHex } from '../hex-text.ts';
import { JSON_OPTION } from '../places.ts';
import { SCRIPT_ARGUMENT, scriptNamed } from '../plutus-source.ts';

export const plutusShow: Command = {
  name: 'show',
  summary: 'Show a script: hash, size, redeemer, term',
  arguments: [SCRIPT_ARGUMENT],
  options: { json: JSON_OPTION },
  async run(values, io) {
    const { decodeProgram, printData, printProgram, scriptHash } = await import('@slotbench/plutus');
    const script = await scriptNamed(String(values.script), io);
    const said = {
      name: script.name,
      about: script.about,
      language: script.language,
      bytes: script.flat.length,
      hash: toHex(scriptHash(script)),
      ...(script.redeemer === undefined ? {} : { redeemer: printData(script.redeemer) }),
      ...(script.datum === undefined ? {} : { datum: printData(script.datum) }),
      text: printProgram(decodeProgram(script.flat)),
    };
    if (values.json) io.print(JSON.stringify(said, null, 2));
    else for (const [key, value] of Object.entries(said)) io.print(`${key.padEnd(10)}${value}`);
    return 'ok';
  },
};
