import { Samples } from './samples.ts';

/** Columns of doubles of one length by name; NaN: not there. */
export type Columns<K extends string> = Readonly<Record<K, Float64Array>>;

/** Rows of numbers, kept as columns. */
export class Table<K extends string> {
  readonly #names: readonly K[];
  readonly #columns: readonly Samples[];

  constructor(names: readonly K[]) {
    this.#names = names;
    this.#columns = names.map(() => new Samples());
  }

  /** In the order of the names; NaN: not there. */
  push(row: readonly number[]): void {
    for (let i = 0; i < row.length; i++) this.#columns[i]!.push(row[i]!);
  }

  /** With rows at their end that the table itself does not get. */
  columns(more: readonly Readonly<Record<K, number | undefined>>[] = []): Columns<K> {
    const entries = this.#names.map((name, i) => {
      const values = this.#columns[i]!.values();
      if (more.length === 0) return [name, values] as const;
      const column = new Float64Array(values.length + more.length);
      column.set(values);
      for (const [n, row] of more.entries()) column[values.length + n] = row[name] ?? Number.NaN;
      return [name, column] as const;
    });
    return Object.fromEntries(entries) as Record<K, Float64Array>;
  }
}
