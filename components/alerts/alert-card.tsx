"use client";
import { Check } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Alert } from "@/lib/features/alerts/contract";
import { AlertIcon } from "./alert-kind";

/** One alert in words: what happened, to which credential, and what one can do. */
export function AlertCard({
  alert,
  mayAcknowledge,
  pending,
  onAcknowledge,
}: {
  alert: Alert;
  mayAcknowledge: boolean;
  pending: boolean;
  onAcknowledge: () => void;
}) {
  const { credential } = alert;
  const review = reviewOf(credential);
  return (
    <article className="rounded-xl border bg-surface p-4 sm:p-5">
      <div className="flex gap-3 sm:gap-4">
        <AlertIcon alert={alert} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <h2 className="text-heading">{alert.title}</h2>
            <span className="text-sm text-muted">
              <RelativeTime at={alert.created_at} />
            </span>
          </div>
          <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
            <bdi className="min-w-0 truncate text-left font-medium">{credential.name}</bdi>
            <span className="font-mono text-xs text-muted">{credential.hint}</span>
            {alert.environment === "development" && <Badge tone="neutral">Development</Badge>}
          </p>
          <p className="mt-3 text-sm text-pretty">{alert.summary}</p>
          <p className="mt-1.5 text-sm text-pretty text-muted">{alert.advice}</p>
          <div className="mt-4 flex flex-wrap items-center gap-2">
            <Link href={review.href} className={buttonClass({ size: "sm" })}>
              {review.label}
            </Link>
            {alert.acknowledged_at ? (
              <span className="inline-flex items-center gap-1.5 px-1 text-sm text-muted">
                <Check aria-hidden className="size-4" />
                <span>
                  Acknowledged <RelativeTime at={alert.acknowledged_at} />
                </span>
              </span>
            ) : (
              <ReasonedButton
                size="sm"
                variant="ghost"
                pending={pending}
                reason={mayAcknowledge ? null : "Only admins and owners acknowledge alerts"}
                onClick={onAcknowledge}
              >
                <Check aria-hidden className="size-4" />
                Acknowledge
              </ReasonedButton>
            )}
          </div>
        </div>
      </div>
    </article>
  );
}

/** Where one looks at a credential and ends it. */
function reviewOf({ type, id }: Alert["credential"]): { href: string; label: string } {
  switch (type) {
    case "api_key":
      return { href: `/dashboard/api-keys/${encodeURIComponent(id)}`, label: "Review key" };
    case "token":
      return { href: "/dashboard/tokens", label: "Review tokens" };
    case "oauth_app":
      return { href: "/dashboard/authorized-apps", label: "Review authorized apps" };
    case "session":
      return { href: "/dashboard/settings", label: "Review sessions" };
  }
}
