"use client";
import { FormDialog } from "@/components/ui/form-dialog";
import { useContractForm } from "@/components/ui/use-contract-form";
import { holdBackCalls } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import type { SignedInAs } from "./confirmed-channel";
import { openTab, outcomeOf } from "./tab-outcome";

/** Leads to the sign-in in a tab of its own; `onEnd` hears once whether this page may go on as who it is of. */
export function SessionEndedDialog({ as, onEnd }: { as: SignedInAs; onEnd: (renewed: boolean) => void }) {
  const form = useContractForm({ values: {}, send: () => signInBeside(as) });
  return (
    <FormDialog
      form={form}
      onClose={(result) => onEnd(result !== undefined)}
      title="Your session has ended"
      description="Sign in again in a new tab, and go on here: nothing that you typed on this page is lost."
      submitLabel="Sign in again"
    />
  );
}

/**
 * Resolves once somebody has signed in who is the one that the page is of; throws in words that can be shown. After anybody else this
 * page sends nothing more, for the browser's cookie would send it into their account.
 */
async function signInBeside(as: SignedInAs): Promise<{ renewed: true }> {
  const tab = openTab();
  const ended = outcomeOf(tab);
  tab.location.assign(`/sign-in?error=SessionRequired&callbackUrl=${encodeURIComponent("/confirmed")}`);
  const { error, as: now } = await ended;
  if (error !== null || !now) throw new CallError("You are not signed in yet. Try again.", 0, "NOT_SIGNED_IN");
  const foreign = whyForeign(as, now);
  holdBackCalls(foreign);
  if (foreign !== null) throw new CallError(foreign, 0, "FOREIGN_SESSION");
  return { renewed: true };
}

function whyForeign(as: SignedInAs, now: SignedInAs): string | null {
  if (now.userId !== as.userId) return somebodyElse;
  return now.organizationId === as.organizationId ? null : elsewhere;
}

const somebodyElse =
  "You signed in as somebody else than this page is of. Sign in as before, or cancel and load the page anew.";
const elsewhere =
  "Your sign-in acts for another organization than this page is of. Switch to it there, or cancel and load the page anew.";
