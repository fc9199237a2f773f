import { Button } from "@/components/ui/button";
import type { Column } from "@/components/ui/column";
import { DayTime } from "@/components/ui/day-time";
import { NameCell } from "@/components/ui/name-cell";
import type { AdminOAuthApp } from "@/lib/features/oauth/any-app-contract";
import { AppBadges } from "./app-badges";
import { placesOf } from "./redirect-places";

/** More of them would make a row taller than a phone. */
const shownPlaces = 3;

/** OAuth apps of any organization, each with the button to vouch for it or to withdraw that. */
export const anyAppColumns: readonly Column<AdminOAuthApp, { onChange: (app: AdminOAuthApp) => void }>[] = [
  {
    label: "App",
    as: "title",
    cell: ({ name, homepage_url }) => (
      <NameCell name={name}>
        <Homepage address={homepage_url} />
      </NameCell>
    ),
  },
  {
    label: "Organization",
    className: "sm:max-w-48",
    cell: ({ organization }) => (
      <bdi className="min-w-0 truncate text-left sm:block" title={organization.name}>
        {organization.name}
      </bdi>
    ),
  },
  { label: "Leads to", className: "sm:max-w-56", cell: ({ redirect_uris }) => <Places uris={redirect_uris} /> },
  {
    label: "Status",
    cell: (app) => (
      <span className="flex flex-wrap gap-1.5 max-sm:justify-end">
        <AppBadges app={app} />
      </span>
    ),
  },
  {
    label: "Created",
    from: "xl",
    className: "text-muted sm:whitespace-nowrap",
    cell: ({ created_at }) => <DayTime at={created_at} />,
  },
  {
    label: "Actions",
    as: "button",
    cell: (app, { onChange }) => (
      <Button
        size="sm"
        className="max-sm:w-full"
        aria-label={`${app.verified ? "Withdraw" : "Verify"} ${app.name}`}
        onClick={() => onChange(app)}
      >
        {app.verified ? "Withdraw" : "Verify"}
      </Button>
    ),
  },
];

function Homepage({ address }: { address: string | null }) {
  if (address === null) return null;
  return (
    <a
      href={address}
      target="_blank"
      rel="noreferrer"
      className="focus-ring block truncate text-xs text-muted hover:underline"
    >
      {address}
    </a>
  );
}

function Places({ uris }: { uris: readonly string[] }) {
  const places = placesOf(uris);
  const more = places.length - shownPlaces;
  if (places.length === 0) return <span className="text-muted">Nowhere</span>;
  return (
    <span className="block min-w-0 text-xs break-all" title={places.join("\n")}>
      {places.slice(0, shownPlaces).map((place) => (
        <span key={place} className="block">
          {place}
        </span>
      ))}
      {more > 0 && <span className="block text-muted">and {more} more</span>}
    </span>
  );
}
