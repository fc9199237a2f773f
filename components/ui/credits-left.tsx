import { type CreditsTold, creditsText } from "./credits-text";
import { Moment } from "./setting-row";

/** What is left of credits, and below it when the next refill comes. */
export function CreditsLeft({ credits }: { credits: CreditsTold & { refill: { at: string } | null } }) {
  return (
    <>
      {creditsText(credits)}
      {credits.refill && (
        <span className="block text-muted">
          Next refill: <Moment at={credits.refill.at} />
        </span>
      )}
    </>
  );
}
