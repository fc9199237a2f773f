/** What an organization keeps with a key or customer for itself, as a JSON object. */
export type Metadata = Readonly<Record<string, unknown>>;
