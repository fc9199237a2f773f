/** Text with values from the environment in it. */
export type SnippetText = readonly (string | { variable: string })[];
export type SnippetPair = { name: string; value: SnippetText };

/** A request that a snippet sends, in no language yet. */
export type SnippetRequest = {
  method: string;
  /** Without its query. */
  url: SnippetText;
  query: readonly SnippetPair[];
  headers: readonly SnippetPair[];
  /** Sent as JSON, or as a form. */
  json?: unknown;
  form?: readonly SnippetPair[];
  /** What comes back. */
  answer: "json" | "text" | "nothing";
};

/** How a language writes texts and values. */
export type Literals = {
  /** A text between its quotes. */
  text: (text: string) => string;
  /** The value of a variable of the environment. */
  variable: (name: string) => string;
  /** Joins texts and variables. */
  joint: string;
};

/** A text with variables as an expression of parts that are joined. */
export function joined(text: SnippetText, { text: literal, variable, joint }: Literals): string {
  return text.map((part) => (typeof part === "string" ? literal(part) : variable(part.variable))).join(joint);
}

/** Lines of a block, each a step further in. */
export function indented(lines: readonly string[], step: string): string[] {
  return lines.map((line) => (line === "" ? line : step + line));
}

/** How a language writes a value of JSON over several lines. */
export type ValueForm = {
  step: string;
  text: (text: string) => string;
  constants: { true: string; false: string; null: string };
  list: readonly [open: string, close: string];
  object: readonly [open: string, close: string];
  emptyObject: string;
  /** Between a member's name and its value. */
  arrow: string;
};

/** A value of JSON as a literal of a language. */
export function valueText(value: unknown, form: ValueForm): string {
  if (typeof value === "string") return form.text(value);
  if (value === null || value === undefined) return form.constants.null;
  if (typeof value === "boolean") return value ? form.constants.true : form.constants.false;
  if (typeof value !== "object") return String(value);
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item: unknown) => valueText(item, form))
    : Object.entries(value).map(([name, member]) => `${form.text(name)}${form.arrow}${valueText(member, form)}`);
  if (items.length === 0) return isList ? form.list.join("") : form.emptyObject;
  const [open, close] = isList ? form.list : form.object;
  const lines = items.flatMap((item) => indented(`${item},`.split("\n"), form.step));
  return [open, ...lines, close].join("\n");
}
