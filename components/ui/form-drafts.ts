/**
 * What was typed into forms and not sent yet, by the form's name. It lives beside the components, so that neither
 * closing a dialog nor mounting its page anew loses it. A full load of the page, such as signing out, forgets it.
 */
const kept = new Map<string, unknown>();

export const drafts = {
  /** What was typed before, or `initial`. */
  read<V>(name: string, initial: V): V {
    // Only `keep` writes under the name, and with the same form's values.
    return (kept.get(name) as V | undefined) ?? initial;
  },
  keep(name: string, values: unknown): void {
    kept.set(name, structuredClone(values));
  },
  drop(name: string): void {
    kept.delete(name);
  },
  /** The forms of which something is kept. */
  names(): string[] {
    return [...kept.keys()];
  },
};
