"use client";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { usePathname } from "next/navigation";
import * as Radix from "radix-ui/dropdown-menu";
import { useEffect, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { failureText } from "@/components/ui/failure-text";
import { menuItemClass, menuPanelClass } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { roleLabelOf } from "@/lib/access/catalogue";
import type { OwnOrganization } from "@/lib/features/organizations/contract";
import { CreateOrganizationDialog } from "./create-organization-dialog";
import { loadAnew, onSwitchElsewhere, sectionOf, switchSession } from "./switching";

type Props = { current: { name: string; planLabel: string }; organizations: readonly OwnOrganization[] };

/** Whom the dashboard acts for, and the way to the user's other organizations. */
export function OrganizationSwitcher({ current, organizations }: Props) {
  const path = usePathname();
  const { show } = useToast();
  const [switching, setSwitching] = useState(false);
  const [creating, setCreating] = useState(false);

  useEffect(() => onSwitchElsewhere(() => window.location.reload()), []);

  const choose = async ({ id, current: chosen }: OwnOrganization) => {
    if (chosen || switching) return;
    setSwitching(true);
    try {
      await switchSession(id);
      loadAnew(sectionOf(path));
    } catch (error) {
      setSwitching(false);
      show({ title: "Not switched", description: failureText(error), tone: "danger" });
    }
  };

  return (
    <>
      <Radix.Root modal={false}>
        <Radix.Trigger
          disabled={switching}
          className="focus-ring flex min-h-11 w-full min-w-0 shrink-0 items-center gap-2 rounded-lg border bg-surface-sunken px-2.5 py-2 text-left text-sm hover:bg-hover disabled:opacity-55 data-[state=open]:bg-hover"
        >
          <span className="flex min-w-0 flex-1 flex-col items-start gap-1.5">
            <span className="max-w-full truncate font-medium" title={current.name}>
              <span className="sr-only">Organization: </span>
              {current.name}
            </span>
            <Badge tone="accent">{current.planLabel}</Badge>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            align="start"
            sideOffset={6}
            collisionPadding={8}
            className={`${menuPanelClass} max-h-(--radix-dropdown-menu-content-available-height) w-64 overflow-y-auto`}
          >
            <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs text-muted">Your organizations</Radix.Label>
            {organizations.map((organization) => (
              <Radix.CheckboxItem
                key={organization.id}
                checked={organization.current}
                onSelect={() => void choose(organization)}
                className={menuItemClass}
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate" title={organization.name}>
                    {organization.name}
                  </span>
                  <span className="block text-xs text-muted">
                    {roleLabelOf(organization.role)}
                    {organization.personal && ", personal"}
                  </span>
                </span>
                <Radix.ItemIndicator>
                  <Check aria-hidden />
                </Radix.ItemIndicator>
              </Radix.CheckboxItem>
            ))}
            <Radix.Separator className="-mx-1 my-1 border-t" />
            <Radix.Item className={menuItemClass} onSelect={() => setCreating(true)}>
              <Plus aria-hidden />
              Create organization…
            </Radix.Item>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      {creating && <CreateOrganizationDialog onClose={() => setCreating(false)} />}
    </>
  );
}
