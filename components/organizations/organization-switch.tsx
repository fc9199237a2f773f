"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { failureText } from "@/components/ui/failure-text";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { useToast } from "@/components/ui/toast";
import { useSaved } from "@/components/ui/use-saved";
import { dashboardOrganizationContracts as contracts, type Organization } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";

const confirmDialog = partOf(async () => (await import("@/components/ui/confirm-dialog")).ConfirmDialog<Organization>);

type Setting = "keeps_requests" | "expiry_notices";

const words: Record<Setting, { label: string; on: string; off: string; description: string; toOthers: string }> = {
  keeps_requests: {
    label: "Last requests",
    on: "Last requests are kept",
    off: "Last requests are erased",
    description:
      "Keep the latest 200 of each key and token for 7 days, with address and agent. Switching it off erases them.",
    toOthers: "Whether the latest requests of keys and tokens are kept for 7 days. Only admins and owners change it.",
  },
  expiry_notices: {
    label: "Notices before keys expire",
    on: "Notices are sent",
    off: "No notices are sent",
    description:
      "30, 7 and 1 days before, by the event key.expiring and by mail to who made the key, or to the admins where they left.",
    toOthers: "Whether you are told before your keys expire. Only admins and owners change it.",
  },
};

type Props = { setting: Setting; organization: Pick<Organization, Setting>; manages: boolean };

/** A setting of the organization that is on or off. What switching it off erases is erased only once that was confirmed. */
export function OrganizationSwitch({ setting, organization, manages }: Props) {
  const toast = useToast();
  const { shown, on: saving } = useSaved(organization);
  const [isAsking, setAsking] = useState(false);
  const { label, on, off, description, toOthers } = words[setting];
  const save = async (checked: boolean) => {
    const after = await call(contracts.update, { body: { [setting]: checked } });
    saving.onChange({ [setting]: after[setting] });
    saving.onRefresh();
    return after;
  };
  const erases = setting === "keeps_requests";
  const change = useMutation({
    mutationFn: save,
    onSuccess: (after) => {
      // What was erased does not come back, and to take back that requests are kept would erase without asking.
      const undo = erases ? {} : { undo: () => save(!after[setting]) };
      toast.show({ title: after[setting] ? on : off, tone: "success", ...undo });
    },
    onError: (error) => toast.show({ title: "Not changed", description: failureText(error), tone: "danger" }),
  });
  return (
    <>
      <Checkbox
        checked={shown[setting]}
        disabled={!manages || change.isPending}
        onCheckedChange={(checked) => (erases && !checked ? setAsking(true) : change.mutate(checked))}
        label={label}
        description={manages ? description : toOthers}
      />
      {isAsking && (
        <OnDemand
          part={confirmDialog}
          danger
          title="Erase the last requests?"
          confirmLabel="Erase and stop keeping"
          action={() => save(false)}
          saved={() => ({ title: off })}
          onClose={() => setAsking(false)}
        >
          <p>
            Those of all keys and tokens of this organization are erased at once, and none are kept any more. What was
            erased does not come back.
          </p>
          <p>Counts of requests and of error codes go on.</p>
        </OnDemand>
      )}
    </>
  );
}
