/** What a dispatcher needs of a target. */
export interface Queue<T> {
  readonly state: 'connecting' | 'connected' | 'gone';
  offer(item: T): void;
}

/**
 * Gives each transaction to one target: round robin in the order of `targetNodes`, passing over targets that are not
 * connected, so that the rate stays the asked one while a node is away. Without any connected target transactions
 * wait here, in order.
 */
export interface Dispatcher<T, Q extends Queue<T>> {
  /** `onGiven` tells which target got it, now or later. */
  dispatch(item: T): void;
  /** Call it whenever a target has connected. */
  release(): void;
  readonly waiting: number;
  readonly targets: readonly Q[];
}

export function createDispatcher<T, Q extends Queue<T>>(
  targets: readonly Q[],
  onGiven: (item: T, target: Q) => void,
): Dispatcher<T, Q> {
  let turn = 0;
  let parked: T[] = [];

  function dispatch(item: T): void {
    for (let step = 0; step < targets.length; step++) {
      const target = targets[(turn + step) % targets.length]!;
      if (target.state !== 'connected') continue;
      turn = (turn + step + 1) % targets.length;
      onGiven(item, target);
      target.offer(item);
      return;
    }
    parked.push(item);
  }

  return {
    dispatch,
    release() {
      const items = parked;
      parked = [];
      for (const item of items) dispatch(item);
    },
    get waiting() {
      return parked.length;
    },
    targets,
  };
}
