import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { Metadata } from "next";
import { PartHistory } from "@/components/status/part-history";
import { runtime } from "@/lib/access/runtime";
import type { HealthReport } from "@/lib/platform/health";
import { daysShown } from "@/lib/watch/health-history";
import { watches } from "@/lib/watch/watches";

export const metadata: Metadata = {
  title: "Status",
  description: "Whether this deployment answers requests now, and how it did in the last days.",
};

/** The parts by what they mean for people who call the API; the checks are those of `/readyz`. */
const names: Record<string, string> = {
  database: "Stored data",
  migrations: "Version of the stored data",
  redis: "Limits",
  journal: "Metering",
  announcements: "Revocation of credentials",
  catalogue: "Products, plans and limits",
  place: "Serving process",
};

const states = { ok: "Works", reduced: "Works, with less than usual", failed: "Does not work" };

/** Without a query of its own: it answers also while the database is away, and looking at it is no load. */
export default async function StatusPage() {
  const { parts } = await runtime().health.report();
  const { readAtMs, parts: history } = watches().healthHistory.days();
  const { Icon, colour, title, text } = headline(parts);
  return (
    <div className="mx-auto max-w-2xl px-4 py-12 sm:px-8 sm:py-16">
      <h1 className="text-display">Status</h1>
      <p className="mt-6 flex items-center gap-2 text-lg font-medium">
        <Icon aria-hidden className={`size-5 ${colour}`} />
        {title}
      </p>
      <p className="mt-2 text-pretty text-muted">{text}</p>
      <h2 className="mt-10 text-title">The last {daysShown} days</h2>
      <ul className="mt-2 divide-y divide-border">
        {Object.entries(parts).map(([part, { state }]) => (
          <PartHistory key={part} name={names[part] ?? part} state={states[state]} days={history.get(part) ?? []} />
        ))}
      </ul>
      <p className="mt-4 text-sm text-muted">
        Each part is looked at every ten seconds. Grey days are those on which nothing looked.
        {readAtMs === null
          ? " The days before today could not be read yet."
          : ` Read at ${new Date(readAtMs).toISOString().slice(0, 16).replace("T", " ")} UTC.`}
      </p>
    </div>
  );
}

function headline(parts: HealthReport["parts"]) {
  const states = Object.values(parts).map(({ state }) => state);
  if (states.includes("failed") || parts.database?.state === "reduced") {
    return {
      Icon: CircleX,
      colour: "text-danger-text",
      title: "Not everything works",
      text: "Some requests are answered 503 at the moment. They may be sent again after the seconds that Retry-After names.",
    };
  }
  if (states.includes("reduced")) {
    return {
      Icon: CircleAlert,
      colour: "text-warning-text",
      title: "Everything works, with less than usual",
      text: "Requests are answered. Limits are counted in parts, so that some may be reached earlier.",
    };
  }
  return {
    Icon: CircleCheck,
    colour: "text-success-text",
    title: "Everything works",
    text: "The API answers, and every part that it needs was well a moment ago.",
  };
}
