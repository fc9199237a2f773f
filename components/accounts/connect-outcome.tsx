"use client";
import { CircleCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { ShownAlert } from "@/components/ui/shown-alert";
import { useAddress } from "@/components/ui/use-address";
import type { SignInMethods } from "@/lib/features/accounts/provider-contract";
import { connectRules } from "./connect-address";
import { providerProblemText } from "./refused-step";
import { isCalmOutcome } from "./sign-in-outcome";

type Props = { outcome: { connected: string } | { error: string }; methods: SignInMethods | undefined };

/** Tells once how connecting a provider ended: the address forgets it, so that neither a reload nor Back tells it again. */
export function ConnectOutcomeNotice({ outcome, methods }: Props) {
  const { isSet, clear } = useAddress(connectRules);
  // After Back the router draws the page that it kept, with the former outcome.
  const [isNew] = useState(isSet);
  useEffect(() => {
    if (isSet) clear();
  }, [isSet, clear]);
  if (!isNew) return null;
  if ("error" in outcome) {
    return <ShownAlert quiet={isCalmOutcome(outcome.error)}>{providerProblemText(outcome.error)}</ShownAlert>;
  }
  // An address can say anything: that something is connected is said only while it is.
  const method = methods?.data.find(({ provider, connected }) => provider === outcome.connected && connected);
  return method ? <Connected label={method.label} /> : null;
}

function Connected({ label }: { label: string }) {
  const ref = useRef<HTMLParagraphElement>(null);
  // The card may begin below the fold. Nothing is returned, as in `ShownAlert`.
  useEffect(() => {
    ref.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <p ref={ref} role="status" className="flex scroll-my-4 items-start gap-2 text-sm text-success-text">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
      {label} is connected. You can sign in with it from now on.
    </p>
  );
}
