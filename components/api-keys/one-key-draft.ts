import type { FormWords } from "@/components/ui/form-problems";
import { type CreditsDraft, creditsIn, creditWords, noCredits } from "./credit-draft";
import { emptyDraft, type KeyDraft, keyBodyOf, keyWords } from "./key-draft";
import type { KeyProduct } from "./key-product";

/** The form of one new key: what a template of keys may say, and what none says. */
export type OneKeyDraft = KeyDraft & {
  credits: CreditsDraft;
  /** False: it is refused until it is switched on. */
  enabled: boolean;
};

/** A new form: the least that can be asked for. */
export function emptyOneKey(product: KeyProduct, forProduction = false): OneKeyDraft {
  return { ...emptyDraft(product, forProduction), credits: noCredits, enabled: true };
}

/** The request that the form of one key stands for. */
export function oneKeyBodyOf(draft: OneKeyDraft, product: KeyProduct, nowMs = Date.now()): object {
  const credits = creditsIn(draft.credits);
  return {
    ...keyBodyOf(draft, product, nowMs),
    ...(credits ? { credits } : {}),
    ...(draft.enabled ? {} : { enabled: false }),
  };
}

/** Plainer than the contract's. */
export const oneKeyWords: FormWords = { ...keyWords, ...creditWords };

/** Whether something was chosen that no template says. */
export function isBegunForOne({ credits, enabled }: OneKeyDraft): boolean {
  return !enabled || creditsIn(credits) !== null;
}

/** Whether a field, by its name, is one that forms of templates lack. */
export function isOfOneKey(name: string): boolean {
  return name === "enabled" || name.startsWith("credits.");
}
