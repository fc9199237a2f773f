"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Checkbox } from "@/components/ui/checkbox";
import { failureText } from "@/components/ui/failure-text";
import { useToast } from "@/components/ui/toast";
import { dashboardOrganizationContracts as contracts, type Organization } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";

type Setting = "keeps_requests" | "expiry_notices";

const words: Record<Setting, { label: string; on: string; off: string; description: string; toOthers: string }> = {
  keeps_requests: {
    label: "Last requests",
    on: "Last requests are kept",
    // What was erased does not come back, so it offers no undo.
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

type Props = { setting: Setting; organization: Organization; manages: boolean };

/** A setting of the organization that is on or off. */
export function OrganizationSwitch({ setting, organization, manages }: Props) {
  const toast = useToast();
  const router = useRouter();
  const { label, on, off, description, toOthers } = words[setting];
  const change = useMutation({
    mutationFn: (checked: boolean) => call(contracts.update, { body: { [setting]: checked } }),
    onSuccess: (after) => {
      toast.show({ title: after[setting] ? on : off, tone: "success" });
      router.refresh();
    },
    onError: (error) => toast.show({ title: "Not changed", description: failureText(error), tone: "danger" }),
  });
  return (
    <Checkbox
      checked={change.data?.[setting] ?? organization[setting]}
      disabled={!manages || change.isPending}
      onCheckedChange={(checked) => change.mutate(checked)}
      label={label}
      description={manages ? description : toOthers}
    />
  );
}
