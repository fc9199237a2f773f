import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { groupOf, reference } from "@/app/(public)/docs/reference";
import { CopyPage } from "@/components/reference/copy-page";
import { EndpointList } from "@/components/reference/endpoint-list";
import { markdownHref } from "@/components/reference/markdown-href";
import { OldAnchors } from "@/components/reference/old-anchors";
import { ProductGuide } from "@/components/reference/product-guide";
import { ReferenceFrame } from "@/components/reference/reference-frame";

type Props = { params: Promise<{ product: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const group = await groupOf((await params).product);
  return group ? { title: `${group.label} API`, description: group.description } : {};
}

/** The reference of one product: its keys, scopes and limits, and its endpoints by name. */
export default async function ProductReferencePage({ params }: Props) {
  const group = await groupOf((await params).product);
  if (!group) notFound();
  return (
    <ReferenceFrame groups={await reference()} place={{ product: group.product }}>
      <OldAnchors />
      <header className="pb-8">
        <h1 className="text-display">{group.label}</h1>
        <p className="mt-3 max-w-2xl text-pretty text-muted">{group.description}</p>
        <div className="mt-4">
          <CopyPage href={markdownHref(`/docs/${group.product}`)} />
        </div>
      </header>
      <h2 className="mb-2 text-title">Endpoints</h2>
      <EndpointList entries={group.entries} />
      <ProductGuide product={group.product} />
    </ReferenceFrame>
  );
}
