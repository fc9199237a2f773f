import type { AccountAccess, PlannedOrganization } from "@/lib/tenancy/account-shapes";
import { type AccountChange, accountEnding, type EndingLine } from "./account-ending-lines";

type Props = {
  change: AccountChange;
  access: AccountAccess;
  organizations: readonly PlannedOrganization[];
};

/** What ends, pauses and stays with a suspension or a deletion, told before it is confirmed. */
export function AccountEnding({ change, access, organizations }: Props) {
  const { ends, pauses, stays, blocks } = accountEnding(change, access, organizations);
  return (
    <>
      <Part title="These hold it up: name another owner, or remove the other members first" lines={blocks} />
      <Part title="These end at once and for good" lines={ends} />
      <Part title="These stop working until the account is reactivated" lines={pauses} />
      <Part title="These go on without it" lines={stays} />
    </>
  );
}

function Part({ title, lines }: { title: string; lines: readonly EndingLine[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <p>{title}:</p>
      <ul className="mt-1 list-disc pl-5 text-foreground">
        {lines.map(({ id, text }) => (
          <li key={id} className="wrap-anywhere">
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}
