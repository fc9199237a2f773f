/** At most one of three characters. */
const usually = (name: string) => Math.max(1, Math.floor(name.length / 3));

/** The name that a mistyped one most likely means; undefined where none differs by so few characters as `most` allows. */
export function nearestName(typed: string, names: Iterable<string>, most = usually): string | undefined {
  let nearest: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = distanceBetween(typed.toLowerCase(), name.toLowerCase());
    if (distance <= most(name) && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { name, distance };
  }
  return nearest?.name;
}

/** How many characters have to be put in, left out, replaced or exchanged with their neighbour. */
function distanceBetween(from: string, to: string): number {
  let [before, last] = [[] as number[], Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const at = (line: readonly number[], index: number) => line[index] ?? Number.POSITIVE_INFINITY;
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, last] = [last, current];
  }
  return last[to.length] ?? to.length;
}
