"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Checkbox } from "@/components/ui/checkbox";
import { failureText } from "@/components/ui/failure-text";
import { useToast } from "@/components/ui/toast";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";

/** Whether the last requests of keys and tokens are kept. What was erased does not come back, so it offers no undo. */
export function KeepRequests({ keeps, manages }: { keeps: boolean; manages: boolean }) {
  const toast = useToast();
  const router = useRouter();
  const change = useMutation({
    mutationFn: (keeps_requests: boolean) => call(contracts.update, { body: { keeps_requests } }),
    onSuccess: ({ keeps_requests }) => {
      toast.show({ title: keeps_requests ? "Last requests are kept" : "Last requests are erased", tone: "success" });
      router.refresh();
    },
    onError: (error) => toast.show({ title: "Not changed", description: failureText(error), tone: "danger" }),
  });
  return (
    <Checkbox
      checked={change.data?.keeps_requests ?? keeps}
      disabled={!manages || change.isPending}
      onCheckedChange={(checked) => change.mutate(checked)}
      label="Last requests"
      description={
        manages
          ? "Keep the latest 200 of each key and token for 7 days, with address and agent. Switching it off erases them."
          : "Whether the latest requests of keys and tokens are kept for 7 days. Only admins and owners change it."
      }
    />
  );
}
