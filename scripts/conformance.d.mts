type Proven = { text: string; note?: string; proofs: string[] };
type Section<B> = { title: string; behaviours: B[] };
type Documented<B> = { document: string; title: string; sections: Section<B>[] };

/** Every behaviour with the tests that prove it as they are shown, and what is missing. */
export function judge(
  documents: readonly Documented<Proven>[],
  outcomes: ReadonlyMap<string, boolean>,
): Documented<Proven & { tests: string[]; missing: string[] }>[];

/** Judges and writes; resolves with the number of behaviours, rejects when one is not proven or a file was out of date. */
export function recordConformance(options: {
  root: string;
  reports: { vitest: string; playwright: string };
}): Promise<number>;
