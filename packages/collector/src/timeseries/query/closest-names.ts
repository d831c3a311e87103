const MOST_NAMES = 5;

/** At most five names within an edit distance of a third of the name's length, at least 1; the nearest first. */
export function closestNames(sought: string, names: Iterable<string>): string[] {
  const most = Math.max(1, Math.floor(sought.length / 3));
  const near: { name: string; distance: number }[] = [];
  for (const name of names) {
    if (Math.abs(name.length - sought.length) > most) continue;
    const distance = editDistance(sought, name, most);
    if (distance <= most) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, MOST_NAMES).map(({ name }) => name);
}

/** Levenshtein's distance, or some number above `most` once it is clear that it is above. */
function editDistance(a: string, b: string, most: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, previous[j]! + 1, row[j - 1]! + 1));
    }
    if (Math.min(...row) > most) return most + 1;
    previous = row;
  }
  return previous[b.length]!;
}
