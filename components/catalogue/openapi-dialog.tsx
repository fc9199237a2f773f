"use client";
import { Field } from "@/components/ui/field";
import { FileInput } from "@/components/ui/file-input";
import { FormDialog } from "@/components/ui/form-dialog";
import { SelectField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { CallError } from "@/lib/http/call-error";
import { problemsText } from "./document-text";
import { readOpenapi, withOpenapi } from "./openapi-into-document";
import { selectLine } from "./select-line";

/** What a file may have; the document in it has at most 1 MB as JSON, and YAML takes more room. */
const mostBytes = 4_000_000;

/** Takes an OpenAPI document, pasted or from a file, into the catalogue's text; `onClose` gets the new text, or nothing. */
export function OpenapiDialog({
  text,
  products,
  onClose,
}: {
  text: string;
  products: readonly { id: string; label: string }[];
  onClose: (text: string | undefined) => void;
}) {
  const form = useContractForm({
    values: { product: products[0]?.id ?? "", document: "" },
    draft: "openapi",
    // Places in a document are written as they are.
    words: { document: (message) => message },
    send: async (_body, { product, document }) => {
      const { openapi, problems } = await readOpenapi(document);
      if (openapi !== null) return withOpenapi(text, product, openapi);
      const line = problems.find((problem) => problem.line !== null)?.line ?? null;
      if (line !== null) selectLine(form.ref.current?.elements.namedItem("document"), line);
      const message = problemsText(problems);
      throw new CallError(message, 400, "VALIDATION_ERROR", [{ path: "document", message }]);
    },
  });
  const { control } = form;
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > mostBytes) return control.setProblem("document", "The file is larger than 4 MB");
    const content = await file.text().catch(() => null);
    if (content === null) return control.setProblem("document", "The file could not be read; choose it again");
    control.setProblems({});
    control.setValue("document", content);
  };
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="OpenAPI document"
      description="The reference shows what a product's own API takes and answers. It counts once the catalogue is put in place."
      submitLabel="Take into the document"
    >
      <SelectField
        control={control}
        name="product"
        label="Product"
        options={products.map(({ id, label }) => ({ value: id, label }))}
      />
      <Field label="File" hint="OpenAPI 3.0 or 3.1, as YAML or JSON.">
        {(props) => (
          <FileInput
            {...props}
            accept=".yaml,.yml,.json,application/json,application/yaml"
            onChange={({ target }) => void take(target.files?.[0])}
          />
        )}
      </Field>
      <TextField
        control={control}
        name="document"
        label="Or the document itself"
        as={Textarea}
        rows={10}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        className="font-mono whitespace-pre"
      />
    </FormDialog>
  );
}
