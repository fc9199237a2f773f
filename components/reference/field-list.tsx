import type { SchemaField } from "./schema-fields";

/** A schema's fields, one a row. */
export function FieldList({ title, fields }: { title: string; fields: readonly SchemaField[] }) {
  return (
    <div>
      <h3 className="text-xs font-medium text-muted">{title}</h3>
      <FieldRows fields={fields} />
    </div>
  );
}

export function FieldRows({ fields }: { fields: readonly SchemaField[] }) {
  return (
    <ul className="mt-1 divide-y divide-border text-sm">
      {fields.map(({ path, type, required, notes }) => (
        <li key={path} className="py-2">
          <div className="flex flex-wrap items-baseline gap-x-2">
            <code className="font-mono text-code font-medium break-all">{path}</code>
            <span className="text-xs text-muted">{type}</span>
            {required && <span className="text-xs text-danger-text">required</span>}
          </div>
          {notes.length > 0 && (
            <p className="mt-0.5 text-xs text-pretty text-muted">{notes.join(" · ").replaceAll("`", "")}</p>
          )}
        </li>
      ))}
    </ul>
  );
}
