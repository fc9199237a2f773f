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
  const holder = globalThis as typeof globalThis & { [key: symbol]: T | undefined };
  return {
    get() {
      const held = holder[slot];
      if (held === undefined) throw new Error(`the ${name} is not open`);
      return held;
    },
    isHeld: () => holder[slot] !== undefined,
    hold(value) {
      holder[slot] = value;
    },
    release(value) {
      if (holder[slot] === value) delete holder[slot];
    },
  };
}
