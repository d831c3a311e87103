/** Says the same trouble at most once a minute, with what happened since the last time. */
export interface MinuteReports {
  add(place: string, message: string, lost: number): void;
  /** Says what has not been said yet. */
  flush(): void;
}

const PERIOD_MS = 60_000;

/** `say` gets one line; places are folders of the collector, so there are few. */
export function createMinuteReports(o: { nowMs: () => number; say: (line: string) => void }): MinuteReports {
  const places = new Map<string, { saidMs: number; message: string; times: number; lost: number }>();

  function say(place: string, entry: { saidMs: number; message: string; times: number; lost: number }): void {
    const times = entry.times === 1 ? '' : ` (${entry.times} times)`;
    o.say(`${place}: ${entry.message}${times}; ${entry.lost} trace objects not written`);
    Object.assign(entry, { saidMs: o.nowMs(), times: 0, lost: 0 });
  }

  return {
    add(place, message, lost) {
      const entry = places.get(place) ?? { saidMs: Number.NEGATIVE_INFINITY, message, times: 0, lost: 0 };
      places.set(place, entry);
      Object.assign(entry, { message, times: entry.times + 1, lost: entry.lost + lost });
      if (o.nowMs() - entry.saidMs >= PERIOD_MS) say(place, entry);
    },
    flush() {
      for (const [place, entry] of places) if (entry.times > 0) say(place, entry);
    },
  };
}
