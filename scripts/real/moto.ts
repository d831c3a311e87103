import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltComponent } from './component.ts';

/** Stands for the IAM and STS of AWS, to which Vault's aws engine speaks. */
export const moto: BuiltComponent = {
  kind: 'built',
  name: 'moto',
  version: '5.1.18',
  needs: ['python3'],
  programs: ['moto-server'],
  takes: 'about a minute',
  async build(into, run) {
    const packages = join(into, 'packages');
    await run([
      ...(['python3', '-m', 'pip', 'install'] as const),
      ...['--quiet', '--disable-pip-version-check', '--target', packages],
      'moto[server]==5.1.18',
    ]);
    // No virtual environment: its programs name the folder that they were installed in, and this one is renamed.
    const program = join(into, 'moto-server');
    await writeFile(
      program,
      '#!/bin/sh\nPYTHONPATH="$(dirname "$0")/packages" exec python3 -m moto.server "$@"\n',
    );
    await chmod(program, 0o755);
  },
};
