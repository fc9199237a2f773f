import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { entryOf, groupOf, reference } from "@/app/(public)/docs/reference";
import { exampleLimitHeaders } from "@/app/(public)/example-limits";
import { Breadcrumb } from "@/components/reference/breadcrumb";
import { Endpoint } from "@/components/reference/endpoint";
import { Neighbours } from "@/components/reference/neighbours";
import type { EntryError } from "@/components/reference/reference-entry";
import { ReferenceFrame } from "@/components/reference/reference-frame";
import { snippetLanguageOf } from "@/lib/http/code-language";
import { isSignedInPage } from "@/lib/http/page-principal";
import { TryIt } from "./try-it";

type Props = { params: Promise<{ product: string; endpoint: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { product, endpoint } = await params;
  const entry = await entryOf(product, endpoint);
  return entry ? { title: `${entry.method} ${entry.path}`, description: entry.summary } : {};
}

/** The reference of one endpoint. */
export default async function EndpointReferencePage({ params }: Props) {
  const { product, endpoint } = await params;
  const group = await groupOf(product);
  const entry = await entryOf(product, endpoint);
  if (!group || !entry) notFound();
  const jar = await cookies();
  // A company's own server says in its answers what it wants to.
  const headers = entry.described === null ? exampleLimitHeaders(group.product, "accepted") : null;
  return (
    <ReferenceFrame groups={await reference()} place={{ product, endpoint }}>
      <Breadcrumb product={group.product} label={group.label} />
      <Endpoint
        entry={entry}
        language={snippetLanguageOf((name) => jar.get(name)?.value)}
        tryIt={
          entry.trial ? (
            <TryIt trial={entry.trial} errors={briefly(entry.errors)} signedIn={await isSignedInPage()} />
          ) : (
            <p className="text-sm text-muted">
              Another server answers this request, so it is sent from your terminal or program and not from this page.
            </p>
          )
        }
        limitHeaders={headers?.map(([name, value]) => `${name}: ${value}`).join("\n") ?? null}
      />
      <Neighbours entries={group.entries} id={entry.id} />
    </ReferenceFrame>
  );
}

/** The browser needs no bodies to say what a code means. */
function briefly(errors: readonly EntryError[]) {
  return errors.map(({ status, code, meaning }) => ({ status, code, meaning }));
}
