/** A summary as a page's title and, in a sentence below it, what it adds behind its first semicolon or colon; null if nothing. */
export function summaryParts(summary: string): { title: string; lead: string | null } {
  const [, title, added] = /^(.+?)[;:] (.+)$/s.exec(summary) ?? [];
  if (!title || !added) return { title: summary, lead: null };
  return { title, lead: `${added.charAt(0).toUpperCase()}${added.slice(1)}.` };
}
