import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltComponent } from './component.ts';

/** A node written in Rust that follows a chain but does not forge. */
export const amaru: BuiltComponent = {
  kind: 'built',
  name: 'amaru',
  version: '0.1.2',
  needs: ['cargo', 'g++'],
  programs: ['amaru'],
  takes: 'about twenty minutes',
  async build(into, run) {
    // For bindgen; Debian's program has its version in its name. Told now rather than after ten minutes of compiling.
    await run(['/bin/sh', '-c', 'command -v clang || ls /usr/bin/clang-[0-9]*']).catch((cause) => {
      throw new Error('its build needs clang and libclang (Debian: clang-14 libclang-14-dev)', { cause });
    });
    const root = join(into, 'root');
    await run(
      [
        'cargo',
        'install',
        'amaru',
        '--version',
        '0.1.2',
        '--locked',
        '--no-default-features',
        '--root',
        root,
      ],
      {
        env: {
          CARGO_TARGET_DIR: join(into, 'target'),
          // two of its crates use unstable features; a stable compiler takes them for these crates only
          RUSTC_BOOTSTRAP: 'amaru_ledger,amaru_protocols',
        },
      },
    );
    await rename(join(root, 'bin', 'amaru'), join(into, 'amaru'));
  },
};
