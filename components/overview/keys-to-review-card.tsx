import { Clock, Moon } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";

/** A key that wants a look, and why. */
type KeyConcern = {
  id: string;
  name: string;
  environment: string;
  reason: keyof typeof reasonWords;
  /** When it expires, was last used, or was created. */
  at: string;
};

const reasonWords = { expires: "Expires", unused: "Last used", "never-used": "Never used, created" } as const;

/** Keys that expire soon or lie idle, each with the way to act on it. */
export function KeysToReviewCard({ concerns, total }: { concerns: readonly KeyConcern[]; total: number }) {
  const more = total - concerns.length;
  return (
    <Card title="Keys to review" description="Expiring within 14 days, or idle">
      {concerns.length === 0 ? (
        <p className="py-6 text-center text-sm text-muted">Nothing to review</p>
      ) : (
        <ul className="-mx-2 -my-1 space-y-0.5">
          {concerns.map((concern) => (
            <li key={concern.id}>
              <Link
                href={`/dashboard/api-keys/${encodeURIComponent(concern.id)}`}
                className="focus-ring flex gap-3 rounded-lg px-2 py-2 text-sm transition-colors hover:bg-hover"
              >
                {concern.reason === "expires" ? (
                  <Clock aria-hidden className="mt-0.5 size-4 shrink-0 text-warning-text" />
                ) : (
                  <Moon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
                )}
                <span className="min-w-0 flex-1">
                  <span className="flex items-center gap-2">
                    <bdi className="truncate text-left font-medium">{concern.name}</bdi>
                    {concern.environment === "development" && <Badge tone="neutral">Development</Badge>}
                  </span>
                  <span className={concern.reason === "expires" ? "text-warning-text" : "text-muted"}>
                    {reasonWords[concern.reason]} <RelativeTime at={concern.at} />
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && (
        <p className="mt-3 text-sm text-muted">
          And {more} more in{" "}
          <Link href="/dashboard/api-keys?review=true" className="font-medium text-accent-text hover:underline">
            API Keys
          </Link>
        </p>
      )}
    </Card>
  );
}
