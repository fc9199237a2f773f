import type { ReactNode } from "react";
import { Contents } from "./contents";
import type { ReferenceGroup } from "./reference-entry";
import { FilterField, ReferenceFilter } from "./reference-filter";
import { type Place, ReferenceNav } from "./reference-nav";

type Props = {
  groups: readonly ReferenceGroup[];
  /** The groups whose endpoints the page lists, and its filter looks through; none on an endpoint's own page. */
  shown: readonly ReferenceGroup[];
  place: Place;
  children: ReactNode;
};

/** A page of the reference: its contents and filter beside it. */
export function ReferenceFrame({ groups, shown, place, children }: Props) {
  const texts = shown.flatMap(({ entries }) => entries.map(({ searchText }) => searchText));
  return (
    <ReferenceFilter>
      <div className="mx-auto max-w-7xl gap-12 px-4 sm:px-8 lg:grid lg:grid-cols-[17rem_minmax(0,1fr)]">
        <aside className="flex flex-col gap-5 pt-8 lg:sticky lg:top-14 lg:h-[calc(100dvh-3.5rem)] lg:overflow-y-auto lg:pb-8">
          {texts.length > 0 && <FilterField texts={texts} />}
          <Contents>
            <ReferenceNav groups={groups} place={place} />
          </Contents>
        </aside>
        <div className="min-w-0 pt-8 pb-16 lg:pt-12">{children}</div>
      </div>
    </ReferenceFilter>
  );
}
