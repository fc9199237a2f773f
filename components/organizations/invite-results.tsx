"use client";
import { CircleAlert, CircleCheck } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import type { Reveal } from "@/components/ui/secret-dialog";
import { StoredCheckbox } from "@/components/ui/secret-reveal";
import type { OnceShownSecrets } from "@/components/ui/use-once-shown-secrets";
import { roleLabelOf } from "@/lib/access/catalogue";
import type { InvitationResult } from "@/lib/features/organizations/invitations-contract";
import { refusedRows } from "./invite-rows";

/** The step that shows what became of each row; a link that is not mailed can be copied there and nowhere later. */
export function revealedInvitations(results: readonly InvitationResult[], onMend: () => void): Reveal {
  return {
    title: "Invitations",
    secrets: results.flatMap(({ link }) => link ?? []),
    content: (secrets) => <InviteResults results={results} secrets={secrets} onMend={onMend} />,
  };
}

function InviteResults({
  results,
  secrets,
  onMend,
}: {
  results: readonly InvitationResult[];
  secrets: OnceShownSecrets;
  onMend: () => void;
}) {
  const refused = refusedRows(results).length;
  const invited = results.length - refused;
  const links = results.some(({ link }) => link !== null);
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="text-sm">
        {invited === 1 ? "1 person was invited" : `${invited} people were invited`}
        {refused > 0 && `, ${refused} ${refused === 1 ? "was" : "were"} not`}.
      </p>
      {links && (
        <p className="rounded-lg bg-warning-soft px-3 py-2.5 text-sm text-warning-text">
          Copy each link now and hand it to that person: it is shown this once. “Send again” makes a new one.
        </p>
      )}
      <ul className="divide-y rounded-lg border">
        {results.map((result, index) => {
          const ok = result.status === "invited";
          const Icon = ok ? CircleCheck : CircleAlert;
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: one address may stand in several rows, and nothing moves
              key={index}
              className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5 text-sm"
            >
              <Icon aria-hidden className={`size-4 shrink-0 ${ok ? "text-success-text" : "text-danger-text"}`} />
              <div className="min-w-0 flex-1">
                <p className="font-medium wrap-anywhere">{result.email}</p>
                {!ok && <p className="text-danger-text">{result.message}</p>}
              </div>
              <Badge tone="neutral">{roleLabelOf(result.role)}</Badge>
              {result.link && <CopyLink link={result.link} secrets={secrets} />}
            </li>
          );
        })}
      </ul>
      {links && <StoredCheckbox secrets={secrets} />}
      {refused > 0 && (
        <div>
          <ReasonedButton
            size="sm"
            reason={secrets.stored ? null : "Copy each link first: it is shown this once"}
            onClick={onMend}
          >
            Change those that were refused
          </ReasonedButton>
        </div>
      )}
    </div>
  );
}

function CopyLink({ link, secrets }: { link: string; secrets: OnceShownSecrets }) {
  return (
    <CopyButton
      text={link}
      size="sm"
      label="Copy link"
      onCopied={() => secrets.send({ kind: "taken", secret: link })}
    />
  );
}
