import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ForwardingCell,
  type ForwardingPath,
  type ForwardingPoint,
  type ForwardingStudy,
  renderForwardingHtml,
  renderForwardingText,
  STUDY_SCHEMA,
} from '@slotbench/report';
import { LabError } from '../../errors.ts';
import { findKnee } from './find-knee.ts';

export interface ForwardingDesign {
  readonly objectBytes: readonly number[];
  readonly nodes: readonly number[];
  /** s of one measurement. */
  readonly seconds: number;
  /** s of all: cells that do not begin in time are left out and said. */
  readonly limitSeconds: number;
}

/** Nodes that tell objects, and a collector: one cell at a time. */
export interface ForwardingBench {
  readonly queue: ForwardingStudy['queue'];
  open(cell: Pick<ForwardingCell, 'path' | 'nodes' | 'objectBytes'>): Promise<OpenCell>;
}

export interface OpenCell {
  measure(rate: number): Promise<ForwardingPoint>;
  lineBytes(): number | null;
  close(): Promise<void>;
}

/** Objects a second of all nodes: below what one node of cardano-node tells in its normal work, beyond what one process can tell. */
const LOWEST = 500;
const HIGHEST = 512_000;
const LIMITS = { objectBytes: [100, 10_000], nodes: [1, 52] } as const;

/** Throws STUDY_INVALID for sizes and numbers of nodes that the study is not made for. */
export function forwardingDesign(o: ForwardingDesign): ForwardingDesign {
  for (const what of ['objectBytes', 'nodes'] as const)
    for (const value of o[what]) {
      const [least, most] = LIMITS[what];
      if (!Number.isInteger(value) || value < least || value > most)
        throw new LabError('STUDY_INVALID', {
          place: what === 'nodes' ? 'nodes' : 'sizes',
          problem: `'${value}' is none`,
          fix: `give whole numbers from ${least} to ${most}, separated by commas`,
        });
    }
  return o;
}

/** Finds the knee of every cell. */
export async function studyForwarding(o: {
  readonly design: ForwardingDesign;
  readonly paths: readonly ForwardingPath[];
  readonly bench: ForwardingBench;
  readonly machine: string;
  readonly notes: readonly string[];
  readonly signal: AbortSignal;
  /** ms, monotonic. */
  readonly now: () => number;
  readonly onCell: (name: string) => void;
}): Promise<ForwardingStudy> {
  const { design, bench } = o;
  const end = o.now() + design.limitSeconds * 1000;
  const isOver = () => o.signal.aborted || o.now() > end;
  const cells: ForwardingCell[] = [];
  const notes = [...o.notes];
  for (const path of o.paths)
    for (const nodes of design.nodes)
      for (const objectBytes of design.objectBytes) {
        const name = `${path}, ${nodes === 1 ? '1 node' : `${nodes} nodes`}, ${objectBytes} B`;
        o.onCell(name);
        const open = isOver() ? undefined : await bench.open({ path, nodes, objectBytes });
        const found = await findKnee({
          lowest: LOWEST,
          highest: HIGHEST,
          measure: (rate) => open!.measure(rate),
          isOver,
        }).finally(() => open?.close());
        if (found === undefined) notes.push(`${name}: not measured within ${design.limitSeconds} s`);
        else cells.push({ path, nodes, objectBytes, lineBytes: open!.lineBytes(), ...found });
      }
  return {
    schema: STUDY_SCHEMA,
    kind: 'forwarding',
    machine: o.machine,
    queue: bench.queue,
    seconds: design.seconds,
    cells,
    notes: [...notes, ...unbalanced(cells)],
  };
}

/** What was told, was not counted as lost and did not arrive. */
function unbalanced(cells: readonly ForwardingCell[]): string[] {
  const off = cells.flatMap(({ points }) => points.filter((p) => p.told - p.lost !== p.arrived));
  const sum = off.reduce((all, { told, lost, arrived }) => all + Math.abs(told - lost - arrived), 0);
  return off.length === 0
    ? []
    : [`nodes and collector disagree in ${off.length} measurements, by ${sum} objects together`];
}

/** Writes `study.json`, `study.html` and `study.txt` into `dir`. */
export async function writeForwardingStudy(
  study: ForwardingStudy,
  dir: string,
): Promise<{ jsonPath: string; reportPath: string }> {
  await mkdir(dir, { recursive: true });
  const texts = {
    'study.html': renderForwardingHtml(study),
    'study.txt': renderForwardingText(study, { width: 80 }),
    'study.json': `${JSON.stringify(study, undefined, 1)}\n`,
  };
  for (const [name, text] of Object.entries(texts)) {
    await writeFile(join(dir, `${name}.tmp`), text);
    await rename(join(dir, `${name}.tmp`), join(dir, name));
  }
  return { jsonPath: join(dir, 'study.json'), reportPath: join(dir, 'study.html') };
}
