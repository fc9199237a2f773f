import { useEffect } from "react";
import { drafts } from "./form-drafts";

/** The forms that are shown, each of which says whether something in it was not sent yet. */
const shown = new Set<() => boolean>();

/** While it is shown, a form counts as one that leaving the page would lose something of. */
export function useTypedForm(isDirty: () => boolean): void {
  useEffect(() => {
    shown.add(isDirty);
    return () => {
      shown.delete(isDirty);
    };
  }, [isDirty]);
}

/** Whether leaving the page by a full load would lose something that its reader typed. */
export function isSomethingTyped(): boolean {
  return drafts.names()[0] !== undefined || [...shown].some((isDirty) => isDirty());
}
