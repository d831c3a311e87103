import { grouped, significant } from '../format.ts';
import { terminalText } from '../lines.ts';
import type { ForwardingCell, ForwardingPoint, ForwardingStudy } from './forwarding.ts';

/** A study of forwarding on a terminal, at most `width` columns (80 or more are used). */
export function renderForwardingText(study: ForwardingStudy, o: { width: number }): string {
  return terminalText(
    [
      `How much is forwarded before something is lost: queues of ${study.queue.size} objects, ${study.queue.overflow}`,
      ...study.notes.map((note) => `! ${note}`),
      '',
      row(['Way', 'nodes', 'payload', 'line', 'knee, objects/s', 'MB/s', 'beyond it']),
      ...study.cells.map((cell) =>
        row([
          cell.path,
          String(cell.nodes),
          `${grouped(cell.objectBytes)} B`,
          cell.lineBytes === null ? '–' : `${grouped(cell.lineBytes)} B`,
          kneeText(cell),
          bytesText(cell),
          beyondText(cell),
        ]),
      ),
    ],
    Math.max(80, o.width),
  );
}

const WIDTHS = [5, 8, 8, 16, 6] as const;

function row([path, ...cells]: readonly [string, ...string[]]): string {
  return [path.padEnd(6), ...cells.map((cell, i) => cell.padStart(WIDTHS[i] ?? 0))].join(' ').trimEnd();
}

/** `24,000`, `> 64,000` where nodes could not tell more, `< 1,000` where the lowest rate was too much. */
export function kneeText({ knee }: ForwardingCell): string {
  if (knee.kind === 'none') return `< ${grouped(knee.above)}`;
  return knee.kind === 'source' ? `> ${grouped(knee.rate)}` : grouped(knee.rate);
}

/** Of the log at the knee. */
export function bytesText({ knee, lineBytes }: ForwardingCell): string {
  return knee.kind === 'none' || lineBytes === null ? '–' : significant((knee.rate * lineBytes) / 1e6);
}

/** What happens at the highest rate at which something was lost. */
export function beyondText({ points }: ForwardingCell): string {
  const last = points.filter(({ lost }) => lost > 0).at(-1);
  if (last === undefined) return 'nothing was lost';
  return `${significant((last.lost / last.told) * 100)} % lost at ${grouped(last.rate)}/s`;
}

/** Whether both sides agree. */
export function balanceText({ told, lost, arrived }: ForwardingPoint): string {
  const off = told - lost - arrived;
  return off === 0 ? 'counted' : `${grouped(Math.abs(off))} ${off > 0 ? 'not counted' : 'arrived twice'}`;
}
