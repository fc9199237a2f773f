/** Counts how often the event loop comes round: how often others would have had their turn. */
export function countTurns() {
  let turns = 0;
  let handle = setImmediate(function turn() {
    turns += 1;
    handle = setImmediate(turn);
  });
  return { turns: () => turns, stop: () => clearImmediate(handle) };
}
