import { type Data, DataBytes, DataConstr, DataInt, DataList, type DataPair, UNMEASURED } from './data.ts';
import { bitLength, type Int } from './int.ts';
import type { List } from './list.ts';

/** Words of 64 bits of an integer's magnitude, at least 1: its size in every cost. */
export function intWords(value: Int): number {
  if (typeof value === 'number') return 1;
  return Math.max(1, Math.ceil(bitLength(value) / 64));
}

/** Words of 8 bytes of a byte string, 1 for the empty one. */
export function bytesWords(bytes: Uint8Array): number {
  return bytes.length === 0 ? 1 : ((bytes.length - 1) >> 3) + 1;
}

/** What every node of data costs beside its content. */
const NODE_WORDS = 4;

/**
 * Memory of data in words: 4 a node plus integers and byte strings; constructor tags are free. Remembered in every
 * inner node, because data that shares parts may be exponentially larger written out than in memory.
 */
export function dataMemory(data: Data): number {
  const known = knownMemory(data);
  if (known !== UNMEASURED) return known;
  const stack: Data[] = [data];
  while (stack.length > 0) {
    const node = stack.at(-1) as Exclude<Data, DataInt | DataBytes>;
    if (node.memory !== UNMEASURED) {
      stack.pop();
      continue;
    }
    let words = NODE_WORDS;
    const pending = stack.length;
    for (const child of children(node)) {
      const memory = knownMemory(child);
      if (memory === UNMEASURED) stack.push(child);
      else words += memory;
    }
    if (stack.length > pending) continue;
    node.memory = words;
    stack.pop();
  }
  return knownMemory(data);
}

function knownMemory(data: Data): number {
  if (data instanceof DataInt) return NODE_WORDS + intWords(data.value);
  if (data instanceof DataBytes) return NODE_WORDS + bytesWords(data.value);
  return data.memory;
}

function* children(node: Exclude<Data, DataInt | DataBytes>): Generator<Data> {
  if (node instanceof DataConstr) yield* node.fields;
  else if (node instanceof DataList) yield* node.items;
  else
    for (const { first, second } of node.entries) {
      yield first;
      yield second;
    }
}

/** Nodes of data; what `unValueData` is priced by. */
export function dataNodes(data: Data): number {
  let nodes = 0;
  const stack: Data[] = [data];
  while (stack.length > 0) {
    const node = stack.pop()!;
    nodes++;
    if (!(node instanceof DataInt || node instanceof DataBytes))
      for (const child of children(node)) stack.push(child);
  }
  return nodes;
}

/** Whether two data are equal. */
export function equalData(a: Data, b: Data): boolean {
  const stack: [Data, Data][] = [[a, b]];
  while (stack.length > 0) {
    const [x, y] = stack.pop()!;
    if (x === y) continue;
    if (x.kind !== y.kind) return false;
    if (x instanceof DataInt) {
      if (x.value !== (y as DataInt).value) return false;
    } else if (x instanceof DataBytes) {
      if (!equalBytes(x.value, (y as DataBytes).value)) return false;
    } else if (x instanceof DataList) {
      if (!pushAll(stack, x.items, (y as DataList).items)) return false;
    } else if (x instanceof DataConstr) {
      if (x.tag !== (y as DataConstr).tag) return false;
      if (!pushAll(stack, x.fields, (y as DataConstr).fields)) return false;
    } else if (!pushPairs(stack, x.entries, (y as typeof x).entries)) return false;
  }
  return true;
}

function pushAll(stack: [Data, Data][], a: List<Data>, b: List<Data>): boolean {
  if (a.length !== b.length) return false;
  for (let x = a, y = b; x.length > 0; x = x.tail!, y = y.tail!) stack.push([x.head!, y.head!]);
  return true;
}

function pushPairs(stack: [Data, Data][], a: List<DataPair>, b: List<DataPair>): boolean {
  if (a.length !== b.length) return false;
  for (let x = a, y = b; x.length > 0; x = x.tail!, y = y.tail!)
    stack.push([x.head!.first, y.head!.first], [x.head!.second, y.head!.second]);
  return true;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
