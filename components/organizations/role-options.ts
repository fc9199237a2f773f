import type { Option } from "@/components/ui/select";
import { type Role, roleIds, roleLabelOf } from "@/lib/access/catalogue";

/** All roles to choose from. One that only owners may give says so in its own words, which every way of reading comes by. */
export function roleOptions(mayGive: (role: Role) => boolean): Option[] {
  return roleIds.map((id) =>
    mayGive(id)
      ? { value: id, label: roleLabelOf(id) }
      : { value: id, label: `${roleLabelOf(id)} (by owners only)`, disabled: true },
  );
}
