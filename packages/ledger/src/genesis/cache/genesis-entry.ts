import { open, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetSummary } from '../dataset.ts';
import { eraFile, eras, type Part, protocolSpecs } from '../era-files.ts';
import { compactJson } from '../json.ts';
import type { GenesisSpec } from '../spec.ts';
import { type DatasetOptions, datasetEntry, sectionFile } from './dataset-entry.ts';
import { cacheEntry, type Entry } from './entry.ts';

/** Stands where a run will have its start; the files of the cache do not know any run. */
const NO_START = new Date(0);

/** What a run's genesis is derived from. */
export interface CachedGenesis {
  /** Whole era files, started at `NO_START`. */
  readonly genesis: Entry;
  readonly dataset: Entry;
  readonly protocol: Entry;
}

/** The three levels of a profile's genesis: dataset, protocol parameters, and the era files that both make. */
export async function cachedGenesis(
  root: string,
  profile: GenesisSpec & { readonly name: string },
  o: DatasetOptions,
): Promise<CachedGenesis> {
  const specs = protocolSpecs(profile);
  const protocol = await cacheEntry(
    root,
    { level: 'protocol', label: protocolLabel(profile), input: sorted(specs) as object },
    async (folder) => {
      for (const era of eras) await writeFile(join(folder, `protocol.${era}.json`), compactJson(specs[era]));
    },
  );
  const dataset = await datasetEntry(root, profile, o);
  const genesis = await cacheEntry(
    root,
    {
      level: 'genesis',
      label: `${profile.name.replace(/[^\w.+-]/g, '_')}-${protocol.digest}`,
      input: { protocol: protocol.digest, dataset: dataset.digest },
    },
    async (folder) => {
      await symlink(join('..', '..', 'dataset', nameOf(dataset)), join(folder, 'dataset'));
      await symlink(join('..', '..', 'protocol', nameOf(protocol)), join(folder, 'protocol'));
      const run: { dataset: DatasetSummary; systemStart: Date } = {
        dataset: dataset.summary,
        systemStart: NO_START,
      };
      for (const era of eras)
        await assemble(join(folder, `genesis.${era}.json`), eraFile(era, specs, run), dataset.folder);
    },
  );
  return { genesis, dataset, protocol };
}

/** Writes the pieces one after the other; sections are copied from the dataset, a chunk at a time. */
async function assemble(path: string, parts: readonly Part[], datasetFolder: string): Promise<void> {
  const file = await open(path, 'w', 0o644);
  try {
    for (const part of [...parts, '\n']) {
      if (typeof part === 'string') {
        await file.write(part);
        continue;
      }
      const section = await open(join(datasetFolder, sectionFile(part.section)));
      for await (const chunk of section.createReadStream({ highWaterMark: 1 << 20 })) await file.write(chunk);
    }
  } finally {
    await file.close();
  }
}

function protocolLabel({ genesis }: GenesisSpec): string {
  const { slotLength, epochLength, activeSlotsCoeff, securityParam } = genesis.shelley;
  return [
    ...['sl', slotLength, 'el', epochLength, 'f', activeSlotsCoeff, 'k', securityParam],
    ...['bs', (genesis.shelley.protocolParams as { maxBlockBodySize?: number })?.maxBlockBodySize],
  ].join('-');
}

function nameOf({ folder }: Entry): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

/** The same value with the keys of its objects in order, so that equal content has equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
