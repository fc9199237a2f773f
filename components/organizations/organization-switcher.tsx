"use client";
import { Check, ChevronsUpDown, Plus } from "lucide-react";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { failureText } from "@/components/ui/failure-text";
import { MenuLabel, MenuRow, MenuSeparator } from "@/components/ui/menu";
import { MenuFrame } from "@/components/ui/menu-frame";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { useToast } from "@/components/ui/toast";
import { roleLabelOf } from "@/lib/access/catalogue";
import type { OwnOrganization } from "@/lib/features/organizations/own-organizations-contract";
import { loadAnew, onSwitchElsewhere, sectionOf, showSwitched, switchSession } from "./switching";

const createDialog = partOf(async () => (await import("./create-organization-dialog")).CreateOrganizationDialog);

type Props = { current: { name: string; planLabel: string }; organizations: readonly OwnOrganization[] };

/** Whom the dashboard acts for, and the way to the user's other organizations. */
export function OrganizationSwitcher({ current, organizations }: Props) {
  const path = usePathname();
  const { show } = useToast();
  const [switching, setSwitching] = useState(false);
  const [creating, setCreating] = useState(false);

  useEffect(() => onSwitchElsewhere(showSwitched), []);

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
      <MenuFrame
        align="start"
        className="w-64"
        trigger={
          <button
            type="button"
            disabled={switching}
            className="focus-ring flex min-h-11 w-full min-w-0 shrink-0 items-center gap-2 rounded-lg border bg-surface-sunken px-2.5 py-2 text-left text-sm hover:bg-hover disabled:opacity-55 data-[state=open]:bg-hover"
          >
            <span className="flex min-w-0 flex-1 flex-col items-start gap-1.5">
              <span className="max-w-full font-medium" title={current.name}>
                <span className="sr-only">Organization: </span>
                <bdi className="block truncate text-left">{current.name}</bdi>
              </span>
              <Badge tone="accent">{current.planLabel}</Badge>
            </span>
            <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
          </button>
        }
      >
        <MenuLabel>Your organizations</MenuLabel>
        {organizations.map((organization) => (
          <MenuRow key={organization.id} checked={organization.current} many onSelect={() => void choose(organization)}>
            <span className="min-w-0 flex-1">
              <bdi className="block truncate text-left" title={organization.name}>
                {organization.name}
              </bdi>
              <span className="block text-xs text-muted">
                {roleLabelOf(organization.role)}
                {organization.personal && ", personal"}
              </span>
            </span>
            {organization.current && <Check aria-hidden />}
          </MenuRow>
        ))}
        <MenuSeparator />
        <MenuRow onSelect={() => setCreating(true)}>
          <Plus aria-hidden />
          Create organization…
        </MenuRow>
      </MenuFrame>
      {creating && <OnDemand part={createDialog} onClose={() => setCreating(false)} />}
    </>
  );
}
