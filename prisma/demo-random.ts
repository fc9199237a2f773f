/** A source of repeatable randomness: the same seed gives the same demo data. */
export type DemoRandom = {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** How many of rare, independent events happen when `mean` are expected. */
  poisson(mean: number): number;
  /** How many of `count` things have a property that each has with the probability `share`. */
  share(count: number, share: number): number;
};

/** Mulberry32: small, fast and good enough for pictures; never for secrets. */
export function createDemoRandom(seed: number): DemoRandom {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  function normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    return Math.max(0, Math.round(mean + deviation * radius * Math.cos(2 * Math.PI * next())));
  }
  function poisson(mean: number): number {
    if (mean === 0) return 0;
    // Above some thirty the normal distribution is as good, and does not take a step an event.
    if (mean > 30) return normal(mean, Math.sqrt(mean));
    const limit = Math.exp(-mean);
    let product = next();
    let count = 0;
    while (product > limit) {
      product *= next();
      count += 1;
    }
    return count;
  }
  return { next, poisson, share: (count, share) => Math.min(count, poisson(count * share)) };
}
