import { LabError } from '../errors.ts';

/** How the runs of the sides follow each other. */
export type Order = 'interleaved' | 'randomised';

/** One side: what its runs are made of. */
export interface SideDesign {
  /** `base`, or the name of a target; part of the tags of its runs. */
  readonly name: string;
  readonly profile: string;
  /** Laid over the profile; null: nothing. */
  readonly overlay: Readonly<Record<string, unknown>> | null;
  /** Command line of the node without its arguments; null: the installed one. */
  readonly node: readonly [string, ...string[]] | null;
  /** Runs of this side in each block. */
  readonly perBlock: number;
}

/** An experiment as it was fixed before its first run. Plain JSON: two designs are the same if their JSON is. */
export interface ExperimentDesign {
  readonly name: string;
  readonly base: SideDesign;
  readonly targets: readonly SideDesign[];
  /** A block holds `perBlock` runs of every side; what the machine does slowly hits all sides of a block alike. */
  readonly blocks: number;
  readonly order: Order;
  /** Of the order, where it is randomised. */
  readonly seed: number;
  /** Blocks after which the result is looked at; the last one is `blocks`. More looks than one share the error. */
  readonly looks: readonly number[];
  /** Metric ids that decide; null: the declared ones. */
  readonly headline: readonly string[] | null;
  /** Margins as ratios in place of the declared ones; `*` stands for all headline metrics. */
  readonly margins: Readonly<Record<string, number>>;
  readonly pin: boolean;
  /** An outside observer is in every run; absent: in none. */
  readonly observe?: true;
}

/** What is read around the file: overlays that it names. */
export interface DesignSource {
  /** For messages: `file:line` of a path in the file. */
  placeOf(path: readonly (string | number)[]): string;
  /** Parsed JSON or YAML of a file that an overlay names, relative to the experiment's file. */
  readOverlay(file: string): unknown;
  /** Path of a program that is given relative to the experiment's file. */
  resolveProgram(file: string): string;
}

const KEYS = [
  'name',
  'profile',
  'overlay',
  'base',
  'target',
  'targets',
  'runs',
  'order',
  'seed',
  'looks',
  'headline',
  'margin',
  'pin',
  'observe',
] as const;
const SIDE_KEYS = ['profile', 'overlay', 'node', 'perBlock'] as const;
const MOST_LOOKS = 3;

type Fields = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** Checks the content of an experiment file and fills in what it leaves out. Throws a LabError with the first fault's place. */
export function readDesign(value: unknown, source: DesignSource): ExperimentDesign {
  const fail = (path: Path, problem: string, fix: string): never => {
    throw new LabError('EXPERIMENT_INVALID', { place: source.placeOf(path), problem, fix });
  };
  const file = objectAt(value, [], fail);
  refuseOtherKeys(file, KEYS, [], fail);
  const name = file.name;
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9-]{0,39}$/i.test(name))
    return fail(
      ['name'],
      'expected letters, digits and dashes, at most 40',
      'name the experiment: `name: faster-forge`',
    );
  const blocks =
    countAt(file, 'runs', fail) ?? fail(['runs'], 'is missing', 'say how many runs a side: `runs: 6`');
  if (file.target !== undefined && file.targets !== undefined)
    fail(['targets'], 'target and targets are both given', 'keep one of them');
  const shared = { profile: file.profile, overlay: overlayAt(file.overlay, ['overlay'], source, fail) };
  const side = (sideName: string, fields: unknown, path: Path) =>
    sideOf({ name: sideName, fields, path, shared, source, fail });
  const base = side('base', file.base ?? {}, ['base']);
  const targets =
    file.targets === undefined
      ? [
          side(
            'target',
            file.target ?? fail(['target'], 'is missing', 'say what is compared: `target: {overlay: …}`'),
            ['target'],
          ),
        ]
      : Object.entries(objectAt(file.targets, ['targets'], fail)).map(([key, fields]) =>
          side(key, fields, ['targets', key]),
        );
  if (targets.length === 0) fail(['targets'], 'is empty', 'name at least one target');
  for (const target of targets) {
    if (!/^[a-z0-9][a-z0-9.-]{0,19}$/i.test(target.name) || target.name === 'base')
      fail(
        ['targets', target.name],
        'expected a name of letters, digits, dots and dashes, at most 20, not base',
        'rename it',
      );
    if (
      JSON.stringify({ ...target, name: 0, perBlock: 0 }) ===
        JSON.stringify({ ...base, name: 0, perBlock: 0 }) &&
      file.targets === undefined
    )
      fail(['target'], 'is the same as the base', 'give it another profile, overlay or node');
  }
  const order = file.order ?? 'randomised';
  if (order !== 'interleaved' && order !== 'randomised')
    return fail(['order'], `expected interleaved or randomised, got ${JSON.stringify(order)}`, 'correct it');
  const seed = file.seed ?? 1;
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    return fail(['seed'], 'expected an integer from 0 to 4294967295', 'correct it');
  for (const key of ['pin', 'observe'] as const)
    if (file[key] !== undefined && typeof file[key] !== 'boolean')
      fail([key], 'expected true or false', 'correct it');
  return {
    name,
    base,
    targets,
    blocks,
    order,
    seed,
    looks: looksAt(file.looks, blocks, fail),
    headline: headlineAt(file.headline, fail),
    margins: marginsAt(file.margin, fail),
    pin: file.pin === true,
    ...(file.observe === true ? { observe: true as const } : {}),
  };
}

/** Paired where every block has one run of each side: what a block has in common then cancels. */
export function analysisDesign(design: ExperimentDesign, target: SideDesign): 'paired' | 'independent' {
  return design.base.perBlock === 1 && target.perBlock === 1 ? 'paired' : 'independent';
}

type Fail = (path: Path, problem: string, fix: string) => never;

function sideOf(o: {
  name: string;
  fields: unknown;
  path: Path;
  shared: { profile: unknown; overlay: Readonly<Record<string, unknown>> | null };
  source: DesignSource;
  fail: Fail;
}): SideDesign {
  const { name, path, shared, source, fail } = o;
  const fields = objectAt(o.fields, path, fail);
  refuseOtherKeys(fields, SIDE_KEYS, path, fail);
  const profile = fields.profile ?? shared.profile;
  if (typeof profile !== 'string' || profile === '')
    return fail(
      [...path, 'profile'],
      'no profile is named',
      'add `profile: quick` to the file or to the side',
    );
  const own = overlayAt(fields.overlay, [...path, 'overlay'], source, fail);
  return {
    name,
    profile,
    overlay: shared.overlay === null ? own : own === null ? shared.overlay : merged(shared.overlay, own),
    node: nodeAt(fields.node, [...path, 'node'], source, fail),
    perBlock: countAt(fields, 'perBlock', (at, problem, fix) => fail([...path, ...at], problem, fix)) ?? 1,
  };
}

function objectAt(value: unknown, path: Path, fail: Fail): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  return fail(
    path,
    `expected an object, got ${JSON.stringify(value) ?? 'nothing'}`,
    'see docs/experiments.md',
  );
}

function refuseOtherKeys(fields: Fields, known: readonly string[], path: Path, fail: Fail): void {
  for (const key of Object.keys(fields))
    if (!known.includes(key)) fail([...path, key], 'is not known', `expected some of ${known.join(', ')}`);
}

function countAt(fields: Fields, key: string, fail: Fail): number | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1000) return value;
  return fail([key], `expected an integer from 1 to 1000, got ${JSON.stringify(value)}`, 'correct it');
}

function overlayAt(value: unknown, path: Path, source: DesignSource, fail: Fail): Fields | null {
  if (value === undefined || value === null) return null;
  return objectAt(typeof value === 'string' ? source.readOverlay(value) : value, path, fail);
}

/** A program relative to the file, or a whole command line whose last part is the program. */
function nodeAt(value: unknown, path: Path, source: DesignSource, fail: Fail): SideDesign['node'] {
  if (value === undefined || value === null) return null;
  const parts = typeof value === 'string' ? [value] : value;
  if (
    !Array.isArray(parts) ||
    parts.length === 0 ||
    !parts.every((part) => typeof part === 'string' && part !== '')
  )
    return fail(
      path,
      'expected a program or a list of words',
      'for example `node: [node, ../other/bin/slotbench-node.js]`',
    );
  const words = parts as string[];
  const command = [...words.slice(0, -1), source.resolveProgram(words.at(-1)!)];
  return command as [string, ...string[]];
}

function looksAt(value: unknown, blocks: number, fail: Fail): number[] {
  if (value === undefined) return [blocks];
  const looks = value as unknown[];
  const counts =
    Array.isArray(looks) &&
    looks.every((look) => typeof look === 'number' && Number.isInteger(look) && look >= 2);
  if (!counts || looks.length < 1 || looks.length > MOST_LOOKS)
    return fail(
      ['looks'],
      `expected one to ${MOST_LOOKS} numbers of runs, at least 2 each`,
      `for example \`looks: [${Math.max(2, blocks >> 1)}, ${blocks}]\``,
    );
  const numbers = looks as number[];
  if (numbers.some((look, i) => i > 0 && look <= numbers[i - 1]!) || numbers.at(-1) !== blocks)
    return fail(
      ['looks'],
      `expected rising numbers that end with ${blocks}, the number of runs`,
      'correct it',
    );
  return numbers;
}

function headlineAt(value: unknown, fail: Fail): string[] | null {
  if (value === undefined) return null;
  if (Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === 'string'))
    return value as string[];
  return fail(['headline'], 'expected a list of metric ids', 'docs/metrics.md lists them');
}

/** `0.02` or `2%` for all headline metrics, or an object of metric ids. */
function marginsAt(value: unknown, fail: Fail): Record<string, number> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) return { '*': ratioAt(value, ['margin'], fail) };
  return Object.fromEntries(
    Object.entries(value).map(([id, ratio]) => [id, ratioAt(ratio, ['margin', id], fail)]),
  );
}

function ratioAt(value: unknown, path: Path, fail: Fail): number {
  const ratio =
    typeof value === 'string' && /^\d+(\.\d+)?\s*%$/.test(value) ? Number.parseFloat(value) / 100 : value;
  if (typeof ratio === 'number' && ratio > 0 && ratio < 1) return ratio;
  return fail(
    path,
    `expected a share between 0 and 100 %, got ${JSON.stringify(value)}`,
    'for example `margin: 2%`',
  );
}

/** Objects are merged, everything else of `over` replaces. */
function merged(under: Fields, over: Fields): Fields {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
