import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** An optional program of other projects. `path` and `version` are null if it is absent. */
export interface ComponentStatus {
  readonly name: string;
  readonly path: string | null;
  readonly version: string | null;
  /** What it is for, in a few words. */
  readonly purpose: string;
}

const components: readonly { name: string; commands?: string[]; versionArgs?: string[]; purpose: string }[] =
  [
    { name: 'cardano-node', purpose: 'benchmarks of the Haskell node' },
    { name: 'amaru', purpose: 'benchmarks of the Rust node amaru' },
    { name: 'dingo', purpose: 'benchmarks of the Go node dingo', versionArgs: ['version'] },
    { name: 'nomad', purpose: 'clusters on Nomad', versionArgs: ['version'] },
    { name: 'podman', purpose: 'nodes in containers under Nomad' },
    { name: 'vault', purpose: 'credentials of hosted clusters', versionArgs: ['version'] },
    { name: 'sshd', purpose: 'tests of trace forwarding through SSH tunnels', versionArgs: ['-V'] },
    { name: 'typst', purpose: 'reports as PDF' },
    {
      name: 'chromium',
      commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
      purpose: 'pictures of HTML reports, to check them',
    },
  ];

/** Folders of system programs that a user's PATH often leaves out. */
const extraFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Which optional components this machine has, in the order of the table. */
export async function detectComponents(env: NodeJS.ProcessEnv = process.env): Promise<ComponentStatus[]> {
  const folders = [...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...extraFolders];
  return await Promise.all(
    components.map(async ({ name, commands = [name], versionArgs = ['--version'], purpose }) => {
      const path = await findCommand(commands, folders);
      return { name, path, version: path === null ? null : await askVersion(path, versionArgs), purpose };
    }),
  );
}

/** The first of the folders' programs of these names that can be run. */
export async function findCommand(
  commands: readonly string[],
  folders: readonly string[],
): Promise<string | null> {
  for (const command of commands)
    for (const folder of folders) {
      const path = join(folder, command);
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return path;
    }
  return null;
}

/** The first number with dots that the program prints, whatever its exit code; sshd says it on stderr. */
async function askVersion(path: string, args: readonly string[]): Promise<string | null> {
  const output = await new Promise<string>((resolve) =>
    execFile(path, [...args], { timeout: 5000, encoding: 'utf8' }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    ),
  );
  return /\d+(?:\.\d+)+[\w.+-]*/.exec(output)?.[0] ?? null;
}
