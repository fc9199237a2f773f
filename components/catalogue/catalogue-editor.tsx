"use client";
import { type RefObject, useImperativeHandle, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Textarea } from "@/components/ui/input";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { getCatalogueContract, planCatalogueContract } from "@/lib/features/catalogue/contract";
import { call, readTagged } from "@/lib/http/call";
import type { ToldState } from "./catalogue-reads";
import { atTheEditor, documentOf, textOf } from "./document-text";
import { type Planned, PutInPlaceDialog } from "./put-in-place-dialog";

const notJson = "This is not a JSON object. Check its braces, commas and quotation marks.";

/** The document as text; `fill` is given what puts another one into it. */
export function CatalogueEditor({ state, fill }: { state: ToldState; fill: RefObject<(state: ToldState) => void> }) {
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [filledWith, setFilledWith] = useState<number | null>(null);
  const form = useContractForm({
    values: { document: textOf(state.document) },
    bodyOf: ({ document }) => ({ document: documentOf(document) }),
    check: ({ document }) => (documentOf(document) ? {} : { document: notJson }),
    // Its places are written as they are, in small letters too.
    words: { document: (message) => message },
    send: (_body, { document }) => plan(document),
  });
  useImperativeHandle(fill, () => (earlier: ToldState) => {
    form.reset({ document: textOf(earlier.document) });
    setFilledWith(earlier.revision);
    form.focus("document");
  });
  const close = (applied: unknown) => {
    setPlanned(null);
    if (applied !== undefined) setFilledWith(null);
    form.reset({ document: form.control.getValues().document });
  };
  return (
    <Card
      title="Document"
      description={
        state.revision === 0
          ? "Nothing was said so far: what is shipped counts alone."
          : `Revision ${state.revision} counts. What it does not name is as shipped.`
      }
    >
      <PageForm form={form} onSuccess={setPlanned} className="flex flex-col gap-4">
        <TextField
          control={form.control}
          name="document"
          label="Document as JSON"
          as={Textarea}
          rows={20}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono whitespace-pre"
        />
        <p role="status" className="text-sm text-muted empty:hidden">
          {filledWith !== null && `Filled with revision ${filledWith}. It counts once you put it in place.`}
        </p>
        <div>
          <Button type="submit" variant="primary" pending={form.busy}>
            Show plan
          </Button>
        </div>
      </PageForm>
      {planned && <PutInPlaceDialog planned={planned} seen={state.revision} onClose={close} />}
    </Card>
  );
}

/** The plan rests on the state whose tag is read before it: what comes in between makes the change a 412 or 409. */
async function plan(text: string): Promise<Planned> {
  const document = documentOf(text);
  if (!document) throw new Error(notJson);
  try {
    const { tag } = await readTagged(getCatalogueContract, {});
    const { data } = await call(planCatalogueContract, { body: { document } });
    return { document, plan: data, tag };
  } catch (error) {
    throw atTheEditor(error);
  }
}
