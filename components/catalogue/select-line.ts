/** Marks a line of a text field whose lines are not folded, and brings it into view; lines count from 1. */
export function selectLine(field: unknown, line: number): void {
  if (!(field instanceof HTMLTextAreaElement)) return;
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const lineHeight = field.scrollHeight / lines.length;
  field.scrollTop = Math.max(0, (line - 1) * lineHeight - field.clientHeight / 2);
}
