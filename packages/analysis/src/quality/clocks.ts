import type { ClockEstimate, Clocks, QualityItem } from '../results.ts';
import { item, times } from './item.ts';

/** What the clocks of the hosts do to times between hosts. */
export function clockItems(clocks: Clocks): QualityItem[] {
  if (clocks.reference === null) return [];
  const items: QualityItem[] = [];
  const what = clocks.corrected ? 'is taken off its stamps' : 'is in every time between hosts';
  for (const clock of clocks.hosts) {
    if (clock.state === 'unsteady') items.push(unsteady(clock, clocks.reference));
    else if (isSkewed(clock)) {
      const bounds = [clock.low, clock.high]
        .map((bound) => (bound === null ? 'unknown' : ms(bound)))
        .join(' to ');
      items.push(
        item(
          'clockSkew',
          'warning',
          `The clock of ${clock.host} is ${ms(Math.abs(clock.offset!))} ${clock.offset! > 0 ? 'ahead of' : 'behind'} that of ${clocks.reference} (between ${bounds}), which ${what}.`,
          { host: clock.host },
        ),
      );
    }
    if (clock.noticedTooEarly > 0 && !clocks.corrected)
      items.push(
        item(
          'noticedTooEarly',
          'warning',
          `${clock.host} noticed ${times(clock.noticedTooEarly, 'block')} before the forger announced them, by the stamps of the two.`,
          { host: clock.host, count: clock.noticedTooEarly },
        ),
      );
  }
  const known = clocks.hosts.filter((clock) => clock.state === 'steady' && !isSkewed(clock));
  if (items.length === 0 && known.length > 1) {
    const widest = Math.max(...known.map((clock) => (clock.high! - clock.low!) / 2));
    items.push(
      item(
        'clocksAgree',
        'ok',
        `No trace contradicts that the clocks of ${times(known.length, 'host')} agree; each is known to within ${ms(widest)}.`,
        { count: known.length },
      ),
    );
  }
  return items;
}

/** No delay explains the stamps: the bounds leave out that the clock agrees. */
function isSkewed({ state, low, high, offset }: ClockEstimate): boolean {
  if (state === 'unsteady' || offset === null) return false;
  return (low !== null && low > 0) || (high !== null && high < 0);
}

function unsteady(clock: ClockEstimate, reference: string): QualityItem {
  const known = clock.windows.filter((w) => w.low !== null && w.high !== null);
  const [first, last] = [known[0], known.at(-1)];
  const course =
    first === undefined || last === undefined
      ? 'no difference to the others explains its stamps'
      : `against that of ${reference} it goes from ${ms(first.offset!)} in slots ${first.firstSlot}–${first.lastSlot} to ${ms(last.offset!)} in slots ${last.firstSlot}–${last.lastSlot}`;
  return item(
    'clockUnsteady',
    'warning',
    `The clock of ${clock.host} was set or drifts during the run: ${course}. It is not corrected.`,
    { host: clock.host },
  );
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}
