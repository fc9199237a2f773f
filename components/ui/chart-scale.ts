/** The values at which an axis from 0 draws its lines: up to six, round, the last at or above the highest value. */
export function axisLines(highest: number): number[] {
  return linesOf(highest, [1, 2, 2.5, 5, 10]);
}

/** The same in whole numbers, for counts. */
export function countLines(highest: number): number[] {
  return highest <= 4
    ? linesOf(Math.max(4, highest), [1]).slice(0, Math.max(2, Math.ceil(highest) + 1))
    : linesOf(highest, highest < 100 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10]);
}

function linesOf(highest: number, factors: readonly number[]): number[] {
  if (highest <= 0) return [0, 1];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (factors.find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  // Twelve digits: what adding leaves over in the last ones is not shown.
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, place) =>
    Number((place * step).toPrecision(12)),
  );
}
