/** A place for the one value of its kind that a process holds open. */
export type ProcessSlot<T> = {
  /** What is held; throws when nothing is. */
  get(): T;
  isHeld(): boolean;
  hold(value: T): void;
  /** Lets go of a value, where it is the one that is held. */
  release(value: T): void;
};

/** A slot that all of a process shares: every bundle of the server has its own copy of a module, `globalThis` is one. */
export function processSlot<T>(name: string): ProcessSlot<T> {
  const slot = Symbol.for(`latchkey.${name}`);
  const holder = globalThis as typeof globalThis & { [key: symbol]: { value: T | undefined } | undefined };
  // Asked for several times in each request, which a look into `globalThis` would make dear.
  holder[slot] ??= { value: undefined };
  const cell = holder[slot];
  return {
    get() {
      if (cell.value === undefined) throw new Error(`the ${name} is not open`);
      return cell.value;
    },
    isHeld: () => cell.value !== undefined,
    hold(value) {
      cell.value = value;
    },
    release(value) {
      if (cell.value === value) cell.value = undefined;
    },
  };
}
