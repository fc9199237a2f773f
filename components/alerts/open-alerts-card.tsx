import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card";
import { CardLink } from "@/components/ui/card-link";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AlertList } from "@/lib/features/alerts/contract";
import { AlertIcon } from "./alert-kind";

/** The newest open alerts, on the overview. */
export function OpenAlertsCard({ alerts }: { alerts: Pick<AlertList, "data" | "open"> }) {
  const { data, open } = alerts;
  return (
    <Card
      title="Alerts"
      description={open === 0 ? "Unusual activity of keys, tokens, apps and sessions" : `${open} open`}
      actions={<CardLink href="/dashboard/alerts">View all</CardLink>}
    >
      {data.length === 0 ? (
        <p className="flex items-center justify-center gap-2 py-4 text-sm text-muted">
          <ShieldCheck aria-hidden className="size-4 text-success-text" />
          Nothing unusual
        </p>
      ) : (
        <ul className="-mx-2 -my-1 space-y-0.5">
          {data.map((alert) => (
            <li key={alert.id}>
              <Link
                href="/dashboard/alerts"
                className="focus-ring flex gap-3 rounded-lg px-2 py-2 text-sm transition-colors hover:bg-hover"
              >
                <AlertIcon alert={alert} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{alert.title}</span>
                  <span className="block truncate text-muted">
                    {alert.credential.name}, <RelativeTime at={alert.created_at} />
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
