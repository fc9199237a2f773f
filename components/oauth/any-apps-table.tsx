import { Button } from "@/components/ui/button";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import { utcDay } from "@/components/ui/utc-date";
import type { AdminOAuthApp } from "@/lib/features/oauth/contract";
import { AppBadges } from "./app-badges";
import { placesOf } from "./redirect-places";

export const anyAppsHeadings: readonly string[] = ["App", "Organization", "Leads to", "Status", "Created"];
/** More of them would make a row taller than a phone. */
const shownPlaces = 3;

/** OAuth apps of any organization, each with the button to vouch for it or to withdraw that. */
export function AnyAppsTable({
  rows,
  onChange,
}: {
  rows: readonly AdminOAuthApp[];
  onChange: (app: AdminOAuthApp) => void;
}) {
  return (
    <Table aria-label="OAuth apps">
      <THead>
        <tr>
          {anyAppsHeadings.map((heading) => (
            <TH key={heading} className={heading === "Created" ? "sm:max-xl:hidden" : undefined}>
              {heading}
            </TH>
          ))}
          <TH>
            <span className="sr-only">Actions</span>
          </TH>
        </tr>
      </THead>
      <TBody>
        {rows.map((app) => (
          <TR key={app.client_id}>
            <TD className="max-w-64">
              <span className="block truncate font-medium" title={app.name}>
                {app.name}
              </span>
              <Homepage address={app.homepage_url} />
            </TD>
            <TD label="Organization" className="sm:max-w-48">
              <span className="min-w-0 truncate sm:block" title={app.organization.name}>
                {app.organization.name}
              </span>
            </TD>
            <TD label="Leads to" className="sm:max-w-56">
              <Places uris={app.redirect_uris} />
            </TD>
            <TD label="Status">
              <span className="flex flex-wrap gap-1.5 max-sm:justify-end">
                <AppBadges app={app} />
              </span>
            </TD>
            <TD label="Created" className="text-muted sm:whitespace-nowrap sm:max-xl:hidden">
              {utcDay(app.created_at)}
            </TD>
            <TD className="sm:w-px sm:text-right">
              <Button
                size="sm"
                className="max-sm:mt-2 max-sm:w-full"
                aria-label={`${app.verified ? "Withdraw" : "Verify"} ${app.name}`}
                onClick={() => onChange(app)}
              >
                {app.verified ? "Withdraw" : "Verify"}
              </Button>
            </TD>
          </TR>
        ))}
      </TBody>
    </Table>
  );
}

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
