import type { ReactNode } from "react";
import { Contents } from "./contents";
import type { ReferenceGroup } from "./reference-entry";
import { type Place, ReferenceNav } from "./reference-nav";
import { ReferenceSearch } from "./reference-search";

type Props = { groups: readonly ReferenceGroup[]; place: Place; children: ReactNode };

/** A page of the reference: its search and contents beside it. */
export function ReferenceFrame({ groups, place, children }: Props) {
  return (
    <div className="mx-auto max-w-7xl gap-12 px-4 sm:px-8 lg:grid lg:grid-cols-[17rem_minmax(0,1fr)]">
      <aside className="flex flex-col gap-5 pt-8 lg:sticky lg:top-14 lg:h-[calc(100dvh-3.5rem)]">
        <ReferenceSearch />
        <Contents>
          <ReferenceNav groups={groups} place={place} />
        </Contents>
      </aside>
      <div className="min-w-0 pt-8 pb-16 lg:pt-12">{children}</div>
    </div>
  );
}
