/** Small random numbers, the same for the same seed. */
export function randomFrom(seed: number): { below(n: number): number; pick<T>(all: readonly T[]): T } {
  let x = (seed * 2654435761) | 1;
  const next = () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, pick: (all) => all[below(all.length)]! };
}

type Random = ReturnType<typeof randomFrom>;

/** Values that a field may not have, as JSON. */
export const VALUES = [
  '0',
  '-1',
  '1.5',
  '1e308',
  '-1e308',
  '1e-400',
  '1e999',
  '9007199254740991',
  '9007199254740993',
  '18446744073709551615',
  '123456789012345678901234567890',
  'null',
  'true',
  '""',
  '"text"',
  '"\\u0000"',
  '[]',
  '{}',
  '[[[[[[[[]]]]]]]]',
  '{"unBlockNo":3}',
  '{"kind":"Resources","val":{}}',
  `"${'a'.repeat(64)}"`,
  `"${'A'.repeat(64)}"`,
  `"${'0'.repeat(7)}"`,
  '"GenesisHash"',
];
const STAMPS = [
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '0000-00-00T00:00:00Z',
  '2026-05-04T10:00:60Z',
  '2026-05-04T10:00:00.Z',
  '2026-05-04 10:00:00.5Z',
  '2026-05-04T10:00:00.123456789012345Z',
  '2026-05-04T10:00:05+00:00',
  '2126-05-04T10:00:05Z',
  '10000-01-01T00:00:00Z',
  '',
];
const NAMES = [
  'Resources',
  'Forge.Loop.ForgedBlock',
  'Forge.Loop.StartLeadershipCheck',
  'ChainSync.Client.DownloadedHeader',
  'ChainDB.AddBlockEvent.SwitchedToAFork',
  'Reflection.StopLimiting',
  'Shutdown.Statistics',
  'Version.NodeVersion',
  'Nobody.Knows.This',
  '',
  '__proto__',
  'constructor',
];

type LineChange = (line: string, random: Random, lines: readonly string[]) => string;

/** What may happen to one line; each keeps it JSON or not. */
const LINE_CHANGES: readonly LineChange[] = [
  // A value of any field, by its place: numbers, texts, flags.
  (line, random) => {
    const values = [...line.matchAll(/(?<=":)("[^"]*"|-?[\d.e+]+|true|false|null)/g)];
    if (values.length === 0) return line;
    const { index, 0: old } = random.pick(values);
    return line.slice(0, index) + random.pick(VALUES) + line.slice(index + old.length);
  },
  (line, random) => line.replace(/"at":"[^"]*"/, `"at":"${random.pick(STAMPS)}"`),
  (line, random) =>
    line.replace(/(?<="at":"\d{4}-\d\d-\d\dT\d\d:)\d\d/, String(random.below(60)).padStart(2, '0')),
  (line, random) => line.replace(/"ns":"[^"]*"/, `"ns":"${random.pick(NAMES)}"`),
  (line, random) =>
    line.replace(
      /"ns":("[^"]*")/,
      random.pick(['"ns":[$1]', '"ns":[]', '"ns":{"a":$1}', '"ns":[$1,$1]', '"ns":7']),
    ),
  (line) => line.replace(/"data":(\{.*\}),"sev"/, '"data":{"credentials":"Cardano","val":$1},"sev"'),
  (line) => line.replace(/"data":(\{.*\}),"sev"/, '"data":$1,"data":$1,"sev"'),
  (line) => line.replace(/"data":(\{.*\}),"sev"/, '"data":[$1],"sev"'),
  (line) => line.replace(/"(slot|block|blockNo|newtip|kind|head|CentiCpu)":/, '"other":'),
  (line) => line.replace(/"(slot|block|blockNo|newtip|kind|head|CentiCpu)":([^,}]*)/, '"$1":$2,"$1":$2'),
  (line) => line.replaceAll('":', '" : ').replaceAll(',"', ' , "'),
  (line, random) => line.slice(0, random.below(line.length + 1)),
  (line, random) => line.slice(random.below(line.length + 1)),
  (line, random) => {
    const at = random.below(line.length + 1);
    return `${line.slice(0, at)}\n${line.slice(at)}`;
  },
  // A hash of another line in place of one of this.
  (line, random, lines) => {
    const other = /[0-9a-f]{64}/.exec(random.pick(lines))?.[0];
    return other === undefined ? line : line.replace(/[0-9a-f]{64}/, other);
  },
  (line, random) => line.replace(/[0-9a-f]{64}/, (hash) => hash.slice(0, random.below(64))),
  (line, random) => {
    const at = random.below(line.length + 1);
    return (
      line.slice(0, at) +
      random.pick(['\u0000', '\\', '"', '{', '}', '\r', '\ufeff', 'é', '\u2028', '[', ',', '\t']) +
      line.slice(at)
    );
  },
  (line) => `${line}\r`,
  (line, random) => `${' '.repeat(random.below(5))}${line}  `,
  () => '',
  () => '{',
  () => '{}',
  () => 'null',
  () => '[]',
  () => 'Starting: a node',
  () => '\u001b[34mtext in colour\u001b[0m',
  () => '{"a":'.repeat(3000),
];

/** What may happen to the order of lines. */
const ORDER_CHANGES: readonly ((lines: string[], random: Random) => void)[] = [
  (lines, random) => void lines.splice(random.below(lines.length), 1 + random.below(10)),
  (lines, random) =>
    void lines.splice(random.below(lines.length), 0, ...lines.slice(random.below(lines.length)).slice(0, 20)),
  (lines, random) => {
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  },
  (lines) => void lines.reverse(),
  (lines, random) => void lines.splice(random.below(lines.length)),
  (lines, random) => {
    const at = random.below(lines.length - 1);
    lines.splice(at, 2, `${lines[at]}${lines[at + 1]}`);
  },
];

/** The log with one to four mutations, most of them of what a line means. */
export function mutate(lines: readonly string[], seed: number): { bytes: Buffer; mutations: number } {
  const random = randomFrom(seed);
  const changed = [...lines];
  const mutations = 1 + random.below(4);
  for (let n = 0; n < mutations && changed.length > 1; n++) {
    if (random.below(5) === 0) {
      random.pick(ORDER_CHANGES)(changed, random);
      continue;
    }
    const at = random.below(changed.length);
    changed[at] = random.pick(LINE_CHANGES)(changed[at]!, random, lines);
  }
  const bytes = Buffer.from(changed.join('\n'));
  if (random.below(8) === 0 && bytes.length > 0)
    bytes[random.below(bytes.length)] = random.pick([0, 0x0a, 0x22, 0x80, 0xc3, 0xff, 0x7b]);
  const cut = random.below(6) === 0 ? bytes.subarray(0, random.below(bytes.length + 1)) : bytes;
  return { bytes: cut, mutations };
}
