/**
 * Copies `text` and tells whether that worked. On plain HTTP there is no Clipboard API, so a hidden text area is copied
 * the old way. It is put inside the dialog around `near`, because a focus trap would take the focus away elsewhere.
 */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not available (plain HTTP) or refused.
    return copyBySelection(text, near);
  }
}

function copyBySelection(text: string, near: HTMLElement): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.setAttribute("aria-hidden", "true");
  // Fixed, so that focusing it scrolls nothing.
  Object.assign(area.style, { position: "fixed", top: "0", left: "0", opacity: "0" });
  const host = near.closest<HTMLElement>("[role=dialog],[role=alertdialog]") ?? document.body;
  host.append(area);
  try {
    area.focus({ preventScroll: true });
    area.select();
    area.setSelectionRange(0, text.length);
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
