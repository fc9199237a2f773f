import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { reference } from "@/app/(public)/docs/reference";
import { Endpoint } from "@/components/reference/endpoint";
import { Filterable } from "@/components/reference/reference-filter";
import { ReferenceFrame } from "@/components/reference/reference-frame";

type Props = { params: Promise<{ product: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { product } = await params;
  const group = reference().find((candidate) => candidate.product === product);
  return group ? { title: `${group.label} API`, description: group.description } : {};
}

/** The reference of one product. */
export default async function ProductReferencePage({ params }: Props) {
  const { product } = await params;
  const groups = reference();
  const group = groups.find((candidate) => candidate.product === product);
  if (!group) notFound();
  return (
    <ReferenceFrame groups={groups} shown={[group]} current={group.product}>
      <header className="pb-8">
        <h1 className="text-display">{group.label}</h1>
        <p className="mt-3 max-w-2xl text-pretty text-muted">{group.description}</p>
      </header>
      {group.entries.map((entry) => (
        <Filterable key={entry.id} texts={[entry.searchText]}>
          <Endpoint entry={entry} />
        </Filterable>
      ))}
    </ReferenceFrame>
  );
}
