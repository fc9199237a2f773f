import { Checkbox } from "@/components/ui/checkbox";
import { type Control, useField } from "@/components/ui/use-field";
import type { KeyDraft } from "./key-draft";
import type { KeyProduct } from "./key-product";

/** The roles of a new key. With the first one it takes no scopes beside them, until some are chosen. */
export function RoleField({ control, roles }: { control: Control<KeyDraft>; roles: KeyProduct["roles"] }) {
  const { field, problem } = useField({ control, name: "roles" });
  const chosen = field.value;
  const choose = (id: string, on: boolean) => {
    if (on && chosen.length === 0) control.setValue("scopes", { preset: "custom", chosen: [] });
    field.onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  };
  return (
    <fieldset
      aria-invalid={problem ? true : undefined}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-1 outline-none"
    >
      <legend className="mb-1.5 text-sm font-medium">Roles</legend>
      <p className="text-sm text-muted">Sets of scopes, which follow the catalogue when it changes.</p>
      {roles.map(({ id, label, description, locked }) => (
        <Checkbox
          key={id}
          checked={chosen.includes(id)}
          onCheckedChange={(on) => choose(id, on)}
          disabled={locked}
          label={label}
          description={locked ? "Its scopes go beyond your role" : description}
        />
      ))}
      {problem && (
        <p role="alert" className="text-sm text-danger-text">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
