import { Checkbox } from "@/components/ui/checkbox";
import type { FieldPathByValue } from "@/components/ui/field-path";
import { FieldProblem } from "@/components/ui/field-problem";
import { type Control, useFieldOf } from "@/components/ui/use-field";
import type { KeyProduct } from "./key-product";

type Props<V extends object> = {
  control: Control<V>;
  name: FieldPathByValue<V, readonly string[]>;
  roles: KeyProduct["roles"];
  /** Called with the first role that is chosen: it needs no scopes beside it. */
  onFirst?: () => void;
};

/** The roles of a key. */
export function RoleField<V extends object>({ control, name, roles, onFirst }: Props<V>) {
  const { field, problem } = useFieldOf<readonly string[], V>(control, name);
  const chosen = field.value;
  const choose = (id: string, on: boolean) => {
    if (on && chosen.length === 0) onFirst?.();
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
      <FieldProblem>{problem}</FieldProblem>
    </fieldset>
  );
}
