import "server-only";

/** Where a piece of work stands: from the widest group that it belongs to down to the narrowest. */
export type QueuePath = readonly [string, ...string[]];

export type FairQueue = {
  /**
   * Runs the work in its turn. Null, without running it, when there is no room for it, when it had to make room for
   * another group's, or when `signal` was aborted while it waited.
   */
  run<Result>(path: QueuePath, work: () => Promise<Result>, signal?: AbortSignal): Promise<{ result: Result } | null>;
  /** How much waits, and how much runs. */
  state(): { waiting: number; running: number };
};

type Bounds = {
  /** How many run at the same time. */
  atOnce: number;
  /** How many may wait in all, and how many of them in one widest group. */
  waiting: number;
  waitingPerGroup: number;
};

type Entry = { settle(mayRun: boolean): void };

/** A group: those below it take turns, in the order of the map. The last of a path holds entries in the order they came. */
type Group = { size: number; below: Map<string, Group>; entries: Entry[] };

/**
 * Groups take turns at every level, so that one with many requests waits for itself alone. When all places are taken, a
 * newcomer of a smaller group takes the newest place of the largest.
 */
export function createFairQueue({ atOnce, waiting, waitingPerGroup }: Bounds): FairQueue {
  const root = emptyGroup();
  let running = 0;

  function start(entry: Entry): void {
    running += 1;
    entry.settle(true);
  }

  function makeRoom(path: QueuePath): boolean {
    const own = root.below.get(path[0]);
    if (own && own.size >= waitingPerGroup) return dropFrom(root, [path[0]], own, path.slice(1));
    return root.size < waiting || dropFrom(root, [], root, path);
  }

  /** Refuses the newest of the first group, from the one given down the path, that is larger than the newcomer's by two. */
  function dropFrom(top: Group, above: readonly string[], group: Group, path: readonly string[]): boolean {
    const [name] = path;
    const largest = largestBelow(group);
    if (name === undefined || !largest) return false;
    const own = group.below.get(name);
    if (largest.group.size - (own?.size ?? 0) >= 2) {
      refuseNewest(top, [...above, largest.name]);
      return true;
    }
    return own ? dropFrom(top, [...above, name], own, path.slice(1)) : false;
  }

  function turn(path: QueuePath, signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return Promise.resolve(false);
    if (running < atOnce) {
      running += 1;
      return Promise.resolve(true);
    }
    if (!makeRoom(path)) return Promise.resolve(false);
    return new Promise((resolve) => {
      const leave = () => {
        if (remove(root, path, entry)) entry.settle(false);
      };
      const entry: Entry = {
        settle(mayRun) {
          signal?.removeEventListener("abort", leave);
          resolve(mayRun);
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      add(root, path, entry);
    });
  }

  return {
    state: () => ({ waiting: root.size, running }),
    async run(path, work, signal) {
      if (!(await turn(path, signal))) return null;
      try {
        return { result: await work() };
      } finally {
        running -= 1;
        const next = takeNext(root);
        if (next) start(next);
      }
    },
  };
}

function emptyGroup(): Group {
  return { size: 0, below: new Map(), entries: [] };
}

function add(group: Group, [name, ...rest]: readonly string[], entry: Entry): void {
  group.size += 1;
  if (name === undefined) {
    group.entries.push(entry);
    return;
  }
  const next = group.below.get(name) ?? emptyGroup();
  group.below.set(name, next);
  add(next, rest, entry);
}

/** The entry whose turn it is; its group goes to the end of its row. */
function takeNext(group: Group): Entry | undefined {
  if (group.size === 0) return undefined;
  group.size -= 1;
  const first = group.below.entries().next().value;
  if (!first) return group.entries.shift();
  const [name, next] = first;
  const entry = takeNext(next);
  group.below.delete(name);
  if (next.size > 0) group.below.set(name, next);
  return entry;
}

function remove(group: Group, [name, ...rest]: readonly string[], entry: Entry): boolean {
  const next = name === undefined ? undefined : group.below.get(name);
  const place = group.entries.indexOf(entry);
  if (next ? !remove(next, rest, entry) : place < 0) return false;
  if (!next) group.entries.splice(place, 1);
  else if (next.size === 0 && name !== undefined) group.below.delete(name);
  group.size -= 1;
  return true;
}

function largestBelow({ below }: Group): { name: string; group: Group } | undefined {
  let largest: { name: string; group: Group } | undefined;
  for (const [name, group] of below) if (!largest || group.size >= largest.group.size) largest = { name, group };
  return largest;
}

/** Refuses the entry that came last to the largest group of those that are named. */
function refuseNewest(root: Group, named: readonly string[]): void {
  const path = [...named];
  let group: Group | undefined = root;
  for (const name of named) group = group?.below.get(name);
  for (let largest = group && largestBelow(group); group && largest; largest = largestBelow(group)) {
    path.push(largest.name);
    group = largest.group;
  }
  const newest = group?.entries.at(-1);
  if (newest && remove(root, path, newest)) newest.settle(false);
}
