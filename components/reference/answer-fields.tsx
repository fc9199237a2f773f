"use client";
import { useState } from "react";
import { FieldRows } from "./field-list";
import type { SchemaField } from "./schema-fields";

/** The fields of an answer, made when somebody opens them: all endpoints' together would be most of the page. */
export function AnswerFields({ fields }: { fields: readonly SchemaField[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="rounded-lg border px-3 py-2 text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="py-0.5 font-medium">Fields of the answer</summary>
      {open && <FieldRows fields={fields} />}
    </details>
  );
}
