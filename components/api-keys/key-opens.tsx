"use client";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { ScrollList } from "@/components/ui/scroll-list";
import { Skeleton } from "@/components/ui/skeleton";
import { StaleNotice, UnreadState } from "@/components/ui/unread-state";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { call } from "@/lib/http/call";

/** The endpoints that a key opens now, as the gate would decide. */
export function KeyOpens({ keyId }: { keyId: string }) {
  const opened = useQuery({
    queryKey: ["api-keys", "endpoints", keyId],
    queryFn: ({ signal }) => call(dashboardApiKeyContracts.endpoints, { params: { id: keyId } }, { signal }),
  });
  const { data, isPending, error } = opened;
  const endpoints = data?.data.endpoints ?? [];
  return (
    <Card title="What it opens">
      {isPending && <Skeleton className="h-24 w-full" />}
      {error && !data && <UnreadState compact what="Endpoints" query={opened} />}
      {error && data && <StaleNotice query={opened} />}
      {data?.data.stopped && <p className="text-sm text-muted">Nothing. {data.data.stopped}</p>}
      {data && !data.data.stopped && (
        <>
          <p className="mb-3 text-sm text-muted">
            {endpoints.length} {endpoints.length === 1 ? "endpoint" : "endpoints"}, by its scopes, its maker, the plan
            and the organization's policy, from an address that it may be used from.
          </p>
          {/* No whole number of rows: half of one says that there are more. */}
          <ScrollList label="Endpoints" className="max-h-[19.25rem] divide-y text-sm">
            {endpoints.map(({ method, path, summary }) => (
              <li key={`${method} ${path}`} className="py-2">
                <span className="font-mono text-xs break-all">
                  {method} {path}
                </span>
                <span className="block text-muted">{summary}</span>
              </li>
            ))}
          </ScrollList>
        </>
      )}
    </Card>
  );
}
