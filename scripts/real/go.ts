import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltComponent } from './component.ts';

/** A program built by Go from the module in `scripts/real/FOLDER`, whose `go.mod` pins every version. */
export function goComponent(o: {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** The package to build: an import path, or `.` for our own source. */
  readonly target: string;
  readonly program: string;
  readonly takes: string;
}): BuiltComponent {
  return {
    kind: 'built',
    name: o.name,
    version: o.version,
    needs: ['go'],
    programs: [o.program],
    takes: o.takes,
    async build(into, run) {
      const source = join(into, 'source');
      await cp(join(import.meta.dirname, o.folder), source, { recursive: true });
      const output = join(into, o.program);
      // -mod=mod: go.sum is made here from what the module proxy and its checksum database say
      await run(['go', 'build', '-mod=mod', '-trimpath', '-ldflags', '-s -w', '-o', output, o.target], {
        cwd: source,
      });
    },
  };
}
