"use client";
import { type RefObject, useEffect, useImperativeHandle, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Textarea } from "@/components/ui/input";
import { PageForm } from "@/components/ui/page-form";
import { TextField } from "@/components/ui/text-field";
import type { ShownState } from "./catalogue-reads";
import { OpenapiDialog } from "./openapi-dialog";
import { ownProductsIn } from "./openapi-into-document";
import { type Planned, PutInPlaceDialog } from "./put-in-place-dialog";
import { selectLine } from "./select-line";
import { useDocumentEditor } from "./use-document-editor";

type Product = { id: string; label: string };

/** The document as text; `fill` is given what puts an earlier one into it. */
export function CatalogueEditor({
  state,
  fill,
}: {
  state: ShownState;
  fill: RefObject<(earlier: ShownState) => void>;
}) {
  const [planned, setPlanned] = useState<Planned | null>(null);
  const editor = useDocumentEditor(state);
  const { form, typed, filledWith, problems } = editor;
  useImperativeHandle(fill, () => (earlier: ShownState) => editor.fill(earlier, true));
  const lines = [...new Set(problems.flatMap(({ line }) => line ?? []))];
  const goTo = (line: number) => selectLine(form.ref.current?.elements.namedItem("document"), line);
  useEffect(() => {
    const first = problems.find(({ line }) => line !== null)?.line ?? null;
    if (first !== null) selectLine(form.ref.current?.elements.namedItem("document"), first);
  }, [problems, form.ref]);
  const [described, setDescribed] = useState<{ text: string; products: Product[] } | null>(null);
  const describe = async () => {
    const text = form.control.getValues("document");
    setDescribed({ text, products: await ownProductsIn(text) });
  };
  const close = (applied: unknown) => {
    setPlanned(null);
    if (applied === undefined) editor.reopen();
    else editor.settle();
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
          label="Document as YAML"
          hint="What latchkey export writes; JSON will do too. Comments are not kept."
          as={Textarea}
          rows={20}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="font-mono whitespace-pre"
        />
        {lines.length > 0 && (
          <div className="flex flex-wrap gap-2">
            {lines.map((line) => (
              <Button key={line} size="sm" onClick={() => goTo(line)}>
                Go to line {line}
              </Button>
            ))}
          </div>
        )}
        <p role="status" className="text-sm text-muted empty:hidden">
          {filledWith !== null && !typed && `Filled with revision ${filledWith}. It counts once you put it in place.`}
          {described?.products.length === 0 && "Name a product of your own under products: first. "}
          {typed && "Changed here, and not put in place yet. It stays while you visit other pages."}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" pending={form.busy}>
            Show plan
          </Button>
          <Button onClick={() => void describe()}>OpenAPI document…</Button>
          {(typed || filledWith !== null) && <Button onClick={() => editor.fill(state, false)}>Discard changes</Button>}
        </div>
      </PageForm>
      {described && described.products.length > 0 && (
        <OpenapiDialog
          {...described}
          onClose={(text) => {
            setDescribed(null);
            if (text !== undefined) form.reset({ document: text });
          }}
        />
      )}
      {planned && <PutInPlaceDialog planned={planned} seen={state.revision} onClose={close} />}
    </Card>
  );
}
