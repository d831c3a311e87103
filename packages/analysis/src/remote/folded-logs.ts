import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnCache } from '../cache/column-cache.ts';
import { AnalysisError } from '../errors.ts';
import type { FoundLogs, HostLogs, LeftLog } from '../read/find-logs.ts';
import { compareNames } from '../read/log-names.ts';
import type { LogSource } from '../results.ts';

/** What a host says of logs that stay there; their columns lie where those of an analysis are kept. */
export interface FoldedLogs {
  readonly version: 1;
  readonly codeIdentity: string;
  /** Of the whole run: each must have said the same. */
  readonly nodes: readonly string[];
  readonly source: LogSource;
  readonly hosts: readonly {
    readonly host: string;
    readonly files: readonly { readonly name: string; readonly identity: string }[];
  }[];
  readonly left: readonly LeftLog[];
}

/** Below the run's `analysis`: one file a host. */
export const FOLDED_FOLDER = join('analysis', 'remote');

/** The logs of a run that stayed on their hosts, as if they were found here; undefined for any other run. */
export function readFoldedLogs(
  runDir: string,
  cache: ColumnCache | undefined,
): { readonly found: FoundLogs; readonly identities: ReadonlyMap<string, string> } | undefined {
  const names = namesIn(join(runDir, FOLDED_FOLDER));
  if (names.length === 0) return undefined;
  const refuse = (got: string) =>
    new AnalysisError('RUN_NO_LOGS', {
      place: join(runDir, FOLDED_FOLDER),
      expected:
        'the columns of logs that stayed on their hosts (--analyse-remote), and the code that folded them',
      got,
    });
  if (cache === undefined) throw refuse('no use of kept columns (--no-cache)');
  const identities = new Map<string, string>();
  const hosts: HostLogs[] = [];
  const left: LeftLog[] = [];
  let source: LogSource | undefined;
  for (const name of names) {
    let folded: FoldedLogs;
    try {
      folded = JSON.parse(readFileSync(join(runDir, FOLDED_FOLDER, name), 'utf8'));
      if (folded.version !== 1) throw new Error(`version ${folded.version}`);
      for (const { host, files } of folded.hosts)
        hosts.push({
          host,
          files: files.map(({ name: file, identity }) => {
            const path = join(runDir, file);
            identities.set(path, identity);
            return { path, name: file };
          }),
        });
    } catch (error) {
      throw refuse(`${name}: ${(error as Error).message}`);
    }
    const silent = folded.nodes.filter((node) => !names.includes(`${node}.json`));
    if (silent.length > 0) throw refuse(`nothing of ${silent.join(', ')}`);
    if (folded.codeIdentity !== cache.codeIdentity) throw refuse('another version of Slotbench');
    left.push(...folded.left);
    source ??= folded.source;
  }
  hosts.sort((a, b) => compareNames(a.host, b.host));
  return { found: { source: source!, hosts, left }, identities };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort(compareNames);
  } catch {
    return [];
  }
}
