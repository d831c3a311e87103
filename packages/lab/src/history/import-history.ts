import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readSide } from '../comparison/sides.ts';
import { LabError } from '../errors.ts';
import { type HistoryFile, readHistoryFile } from './history-file.ts';
import { PUBLISHED_FILES, type PublishedFiles, publishedHistory } from './published.ts';

/** What an export holds, or the folder of the figures that upstream published. Rejects with HISTORY_BROKEN. */
export async function readHistory(path: string): Promise<HistoryFile> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause) => {
      throw unreadable(path, cause);
    },
  );
  if (isFolder) return publishedHistory(await readPublished(path));
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw unreadable(path, cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return readHistoryFile(value, path);
}

/** The runs that a name stands for, ready to be added. */
export async function historyOfRuns(o: {
  readonly runsDir: string;
  readonly names: readonly string[];
  readonly labels: readonly string[];
}): Promise<Omit<HistoryFile, 'schema'>> {
  const sides = [];
  for (const name of o.names) sides.push(await readSide(o.runsDir, name));
  return {
    definitions: sides.flatMap((side) => side.definitions),
    runs: sides.flatMap((side) => side.runs.map((record) => ({ record, labels: o.labels }))),
    annotations: [],
    pairs: [],
    tables: [],
  };
}

async function readPublished(folder: string): Promise<PublishedFiles> {
  const read = (name: string) =>
    readFile(join(folder, name), 'utf8').catch((cause) => {
      throw unreadable(join(folder, name), cause);
    });
  // One after the other: of several that are missing, the first is named, whichever the system answers first.
  return {
    runs: await read(PUBLISHED_FILES.runs),
    comparisons: await read(PUBLISHED_FILES.comparisons),
    parameters: await read(PUBLISHED_FILES.parameters),
    pairs: await read(PUBLISHED_FILES.pairs),
  };
}

function unreadable(path: string, cause: unknown): LabError {
  return new LabError('HISTORY_BROKEN', {
    place: path,
    problem: (cause as Error).message,
    fix: 'name a file that `slotbench history export` wrote, or a folder of published figures',
    cause,
  });
}
