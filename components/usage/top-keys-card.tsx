"use client";

import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { UnreadState } from "@/components/ui/unread-state";
import { contractUrl } from "@/lib/http/contract-url";
import { emptyText } from "./empty-text";
import { RankedList } from "./ranked-list";
import { usageReportQuery } from "./usage-queries";
import { useSeesOwnOnly } from "./use-sees-own-only";

const shown = 5;

/** The credentials that made most requests in the last seven days. */
export function TopKeysCard() {
  const report = useQuery(usageReportQuery({ range: "7d" }));
  const { data, isPending } = report;
  return (
    <Card title="Top keys" description={useSeesOwnOnly() ? "Your own, last 7 days" : "Last 7 days"}>
      {data ? (
        <RankedList
          items={data.topCredentials
            .slice(0, shown)
            .map(({ credentialId, name, requests }) => ({ id: credentialId, name, requests }))}
          total={data.total}
          empty={emptyText(data.total, "in the last 7 days")}
          action={{
            href: (key) => contractUrl("/dashboard/usage", {}, { range: "7d", key }),
          }}
        />
      ) : isPending ? (
        <Skeleton className="h-40" />
      ) : (
        <UnreadState compact what="Top keys" query={report} />
      )}
    </Card>
  );
}
