import { accountPages, deploymentGroup, type NavPage, shownGroups } from "./navigation";

/** What a single key does on a page, where none of its fields has the focus. */
export type KeyAction =
  | { kind: "go"; href: string }
  | { kind: "create-key" }
  | { kind: "search-page" }
  | { kind: "show-shortcuts" }
  /** The first of two keys: the next one says where to. */
  | { kind: "wait" };

type Reader = { instanceAdmin: boolean };

const single: Readonly<Record<string, KeyAction>> = {
  c: { kind: "create-key" },
  "/": { kind: "search-page" },
  "?": { kind: "show-shortcuts" },
  g: { kind: "wait" },
};

/** The pages that two keys lead to, `g` and their letter. */
export function pagesByLetter({ instanceAdmin }: Reader): readonly NavPage[] {
  const groups = [...shownGroups(), ...(instanceAdmin ? [deploymentGroup] : [])];
  return [...groups.flatMap(({ pages }) => pages), ...accountPages].filter(({ letter }) => letter !== undefined);
}

/** What a key does; `waiting`: after `g`. Null: nothing, and the page gets the key. */
export function actionOf(key: string, waiting: boolean, reader: Reader): KeyAction | null {
  if (!waiting) return Object.hasOwn(single, key) ? (single[key] ?? null) : null;
  const page = pagesByLetter(reader).find(({ letter }) => letter === key);
  return page ? { kind: "go", href: page.href } : null;
}

/**
 * Whether a key is meant for the page: no field has the focus, nothing lies over the page, and no modifier makes it the
 * browser's. (WCAG 2.1.4 lets single keys be switched off besides).
 */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || event.defaultPrevented) {
    return false;
  }
  const at = event.target instanceof Element ? event.target : null;
  const takesText = "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]";
  if (at?.closest(`${takesText}, [role=combobox], [role=menu], [role=listbox], [role=slider]`)) return false;
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") === null;
}
