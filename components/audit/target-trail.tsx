"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { StaleNotice, UnreadState } from "@/components/ui/unread-state";
import { productName } from "@/lib/access/branding";
import { type AuditEvent, auditDays, dashboardAuditContracts } from "@/lib/features/audit/contract";
import { call } from "@/lib/http/call";
import { changesOf } from "./event-changes";

const shown = 20;

/** What was done to one thing, newest first: the same events as the audit log's. `group` is what is loaded again with it. */
export function TargetTrail({
  target,
  of,
  group,
  children,
}: {
  target: string;
  of: string;
  group: string;
  /** Below the events: where else to look. */
  children?: ReactNode;
}) {
  const events = useQuery({
    queryKey: [group, "trail", target],
    queryFn: ({ signal }) => call(dashboardAuditContracts.list, { query: { target, limit: shown } }, { signal }),
  });
  const { data, isPending, error } = events;
  return (
    <Card
      title="Audit trail"
      actions={
        <Link href={`/dashboard/audit-log?target=${target}`} className={buttonClass({ variant: "ghost", size: "sm" })}>
          Open in Audit log
        </Link>
      }
    >
      {isPending && <Skeleton className="h-24 w-full" />}
      {error && !data && <UnreadState compact what="Audit trail" query={events} />}
      {error && data && <StaleNotice query={events} />}
      {data?.data.length === 0 && (
        <EmptyState compact title="None" body={`Nothing was done to this ${of} in the last ${auditDays} days.`} />
      )}
      {data && data.data.length > 0 && (
        <ol className="divide-y text-sm">
          {data.data.map((event) => (
            <Entry key={event.id} event={event} />
          ))}
        </ol>
      )}
      {data?.next_cursor && <p className="mt-3 text-sm text-muted">The latest {shown}; the audit log has them all.</p>}
      {children}
    </Card>
  );
}

function Entry({ event }: { event: AuditEvent }) {
  const { description, actor, credential, address, created_at } = event;
  const who = actor?.name ?? (credential ? `The key ${credential.name}` : productName());
  return (
    <li className="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium">{description}</span>
        <span className="text-muted">
          <RelativeTime at={created_at} />
        </span>
      </span>
      {changesOf(event).map(({ what, before, after }) => (
        <span key={what} className="wrap-anywhere">
          <span className="text-muted">{what}</span>
          {before !== null && (
            <>
              : <bdi>{before}</bdi> <span aria-hidden>→</span>
              <span className="sr-only">became</span> <bdi>{after}</bdi>
            </>
          )}
        </span>
      ))}
      <span className="text-muted wrap-anywhere">
        <bdi>{who}</bdi>
        {actor && credential && <>, with {credential.name}</>}
        {address && <> · {address}</>}
      </span>
    </li>
  );
}
