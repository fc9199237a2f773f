/** On the button of a dialog that the keyboard begins at where there is no field. */
export const beginsHere = { "data-begins-here": "" } as const;

/**
 * Where the keyboard begins in a dialog. Who opens a form wants to fill it in: at its first field. Where there is none, Enter
 * does what the dialog is for, or leaves all as it was where that cannot be undone. Null: nothing here is more likely.
 */
export function beginningOf(dialog: ParentNode): HTMLElement | null {
  const field = dialog.querySelector<HTMLElement>("input:not([type=hidden]):not(:disabled), textarea, select");
  return (field && chosenOf(dialog, field)) ?? dialog.querySelector<HTMLElement>("[data-begins-here]");
}

/** Of radio buttons the chosen one is what Tab leads to. */
function chosenOf(dialog: ParentNode, field: HTMLElement): HTMLElement {
  if (!(field instanceof HTMLInputElement) || field.type !== "radio") return field;
  const group = dialog.querySelectorAll<HTMLInputElement>("input[type=radio]:checked");
  return [...group].find(({ name }) => name === field.name) ?? field;
}
