/** One line of a comparison: in both texts, only in the old one, or only in the new one. */
export type DiffLine = { kind: "same" | "removed" | "added"; text: string };

/** Beyond this many cells the exact comparison would hold up the page; the middle is then shown as replaced. */
const maxCells = 4_000_000;

/** Compares two texts line by line: the longest common sequence stays, the rest is removed or added. */
export function diffLines(before: string, after: string): DiffLine[] {
  const old = before.split("\n");
  const next = after.split("\n");
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start++;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end++;
  return [
    ...old.slice(0, start).map((text) => ({ kind: "same" as const, text })),
    ...diffMiddle(old.slice(start, old.length - end), next.slice(start, next.length - end)),
    ...old.slice(old.length - end).map((text) => ({ kind: "same" as const, text })),
  ];
}

function diffMiddle(old: string[], next: string[]): DiffLine[] {
  const removed = old.map((text) => ({ kind: "removed" as const, text }));
  const added = next.map((text) => ({ kind: "added" as const, text }));
  if (old.length === 0 || next.length === 0 || old.length * next.length > maxCells) return [...removed, ...added];
  const width = next.length + 1;
  // common[i * width + j] is the length of the longest common sequence of old from i on and next from j on.
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = next.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < next.length) {
    const [left, right] = [old[i], next[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: "same", text: left });
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: "removed", text: left });
      i++;
    } else if (right !== undefined) {
      lines.push({ kind: "added", text: right });
      j++;
    }
  }
  return lines;
}
